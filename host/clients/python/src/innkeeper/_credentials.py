"""Who the client is, and the bearer that it presents.

Either one API key, or its two halves: these are exchanged for a bearer that lives shortly, and again before it ends.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from innkeeper import errors
from innkeeper._exchange import Answer, Request

#: A bearer is exchanged again when this part of its life is left, or this many seconds if that is less.
_LAST_PART = 0.2
_LAST_SECONDS = 60.0


class Secret:
    """Text that shows itself nowhere: not in ``repr``, a traceback with locals, a log or a pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def expose(self) -> str:
        """The text itself. Whoever calls this answers for where it goes."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True)
class Key:
    """An API key or session token, presented as it is."""

    value: Secret


@dataclass(frozen=True)
class Halves:
    """A key's two halves, for an exchange."""

    client_id: str
    client_secret: Secret

    def request(self) -> Request[Bearer]:
        """The exchange (RFC 6749 §4.4)."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret.expose(),
        }
        return Request("POST", "/oauth/token", Bearer.of, form=form, may_repeat=True)


@dataclass(frozen=True)
class Bearer:
    """A bearer, and when to exchange again, by the monotonic clock."""

    value: Secret
    fresh_until: float

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Bearer:
        """Reads the token endpoint's answer."""
        life = float(answer["expires_in"])
        fresh = life - min(life * _LAST_PART, _LAST_SECONDS)
        return cls(Secret(answer["access_token"]), time.monotonic() + fresh)

    def is_fresh(self) -> bool:
        """Whether it need not be exchanged yet."""
        return time.monotonic() < self.fresh_until


def refusal(answer: Answer) -> errors.InnkeeperError | None:
    """The error of the token endpoint (RFC 6749 §5.2), if the answer is one."""
    told = answer.json if isinstance(answer.json, dict) else {}
    if "error" not in told or "kind" in told:
        return None
    kind = "UNAUTHENTICATED" if told["error"] == "invalid_client" else None
    said = str(told.get("error_description") or told["error"])
    problem = {"status": answer.status, "detail": said, **({"kind": kind} if kind else {})}
    return errors.of_problem(problem)


def chosen(
    client_id: str | None, client_secret: str | None, key: str | None, environment: Mapping[str, str]
) -> Key | Halves:
    """The credentials that were given, or those of the environment.

    Raises ``ValueError`` where there are none, half of them, or two kinds.
    """
    if client_id is None and client_secret is None and key is None:
        client_id = environment.get("INNKEEPER_CLIENT_ID") or None
        client_secret = environment.get("INNKEEPER_CLIENT_SECRET") or None
        if client_id is None and client_secret is None:
            key = environment.get("INNKEEPER_KEY") or None
    if key is not None and client_id is None and client_secret is None:
        return Key(Secret(key))
    if key is None and client_id is not None and client_secret is not None:
        return Halves(client_id, Secret(client_secret))
    raise ValueError(
        "give client_id and client_secret, or key; or set INNKEEPER_CLIENT_ID and INNKEEPER_CLIENT_SECRET, or "
        "INNKEEPER_KEY"
    )
