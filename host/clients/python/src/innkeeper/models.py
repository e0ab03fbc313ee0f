"""What the host answers, as types.

Every model keeps the host's whole answer in ``raw``: a field that a newer host adds is there, even if this client has
no name for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class ConnectedAccount:
    """One user's grant through one connection."""

    id: str
    connection: str
    identifier: str
    #: ``PENDING``, ``PENDING_VERIFICATION``, ``ACTIVE``, ``EXPIRED`` or ``REVOKED``.
    status: str
    status_reason: str
    scopes: tuple[str, ...]
    #: Workspaces, by slug, that calls may touch.
    workspaces: tuple[str, ...]
    #: The workspace of a call that names none; ``None`` unless there is exactly one.
    default_workspace: str | None
    #: Who it is at the provider; ``None`` before consent.
    provider_account: Json | None
    raw: Json = field(repr=False)

    @classmethod
    def of(cls, raw: Json) -> ConnectedAccount:
        """Reads the host's answer."""
        workspaces: Json = raw.get("workspaces") or {}
        return cls(
            id=raw["id"],
            connection=raw["connection"],
            identifier=raw["identifier"],
            status=raw["status"],
            status_reason=raw.get("status_reason", ""),
            scopes=tuple(raw.get("scopes") or ()),
            workspaces=tuple(workspaces.get("allowed") or ()),
            default_workspace=workspaces.get("default"),
            provider_account=raw.get("provider_account"),
            raw=raw,
        )


@dataclass(frozen=True)
class ConnectedAccountResponse:
    """An answer that is one account."""

    connected_account: ConnectedAccount


@dataclass(frozen=True)
class ConnectedAccountsPage:
    """A page of accounts."""

    connected_accounts: tuple[ConnectedAccount, ...]
    #: Give it back as ``cursor`` for the next page; ``None`` at the end.
    next_cursor: str | None


@dataclass(frozen=True)
class AuthorizationLink:
    """Where the account's user gives consent. Whoever has the link can use it once, so it is not in ``repr``."""

    link: str = field(repr=False)
    expires_at: str


@dataclass(frozen=True)
class SessionToken:
    """A bearer for one identifier, such as for a browser."""

    token: str = field(repr=False)
    expires_at: str


@dataclass(frozen=True)
class Tool:
    """A tool that can be called."""

    name: str
    title: str
    description: str
    toolset: str
    #: ``read``, ``write`` or ``destructive``.
    effect: str
    #: JSON Schema 2020-12; empty where the listing left it out.
    input_schema: Json = field(repr=False)
    raw: Json = field(repr=False)

    @classmethod
    def of(cls, raw: Json) -> Tool:
        """Reads the host's answer."""
        return cls(
            name=raw["name"],
            title=raw.get("title", ""),
            description=raw.get("description", ""),
            toolset=raw.get("toolset", ""),
            effect=raw.get("effect", ""),
            input_schema=raw.get("input_schema") or {},
            raw=raw,
        )


class ToolResult(Mapping[str, Any]):
    """A tool's answer. It reads as the provider's JSON object: ``result["values"][0]["uuid"]``.

    Everything of the call itself is an attribute, so no field of the provider is hidden.
    """

    __slots__ = ("account", "data", "execution_id", "meta", "next", "raw", "tool", "truncated")

    #: What the provider answered: usually an object, sometimes a list.
    data: Any
    #: Names the execution in the host's audit.
    execution_id: str
    tool: str
    #: On whose behalf it ran: ``id``, ``connection``, ``identifier``, ``provider_account``.
    account: Json
    #: Whether the answer was cut to ``max_bytes``.
    truncated: bool
    #: The input that reads on, where it was cut.
    next: Json | None
    #: What the call took: ``duration_ms``, ``upstream_status``, ``retries`` and more.
    meta: Json
    raw: Json

    def __init__(self, raw: Json) -> None:
        self.raw = raw
        self.data = raw["data"]
        self.execution_id = raw["execution_id"]
        self.tool = raw["tool"]
        self.account = raw.get("account") or {}
        self.truncated = bool(raw.get("truncated", False))
        self.next = raw.get("next")
        self.meta = raw.get("meta") or {}

    def __getitem__(self, key: str) -> Any:
        return self._object()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._object())

    def __len__(self) -> int:
        return len(self._object())

    def __repr__(self) -> str:
        return f"ToolResult(tool={self.tool!r}, execution_id={self.execution_id!r}, data={self.data!r})"

    def _object(self) -> Json:
        if isinstance(self.data, dict):
            return self.data
        raise TypeError(f"{self.tool} answered with a {type(self.data).__name__}, not an object: use .data")
