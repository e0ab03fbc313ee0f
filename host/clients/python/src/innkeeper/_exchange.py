"""A request and its answer, without anything that sends: both clients share what is decided here."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx

from innkeeper import errors

T = TypeVar("T")

#: Pauses between tries where the host names none: this many seconds, doubled each time, of which a random part is waited.
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 8.0


@dataclass(frozen=True)
class Request(Generic[T]):
    """One request to the host, and how its answer is read."""

    method: str
    path: str
    read: Callable[[Any], T]
    query: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, str] | None = field(default=None, repr=False)
    #: Whether sending it twice does no more than sending it once.
    may_repeat: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back, and was an answer of the host's."""

    status: int
    json: Any = field(repr=False)


@dataclass(frozen=True)
class Patience:
    """How often and how long a client tries."""

    #: Further tries after the first.
    max_retries: int = 2
    #: The longest single pause, in seconds. A host that asks for more is told to the caller at once.
    max_pause: float = 30.0

    def pause(self, error: errors.InnkeeperError, request: Request[Any], tried: int) -> float | None:
        """Seconds to wait before the next try; ``None`` where there is to be none."""
        if tried >= self.max_retries or not is_worth_it(error, request):
            return None
        if error.retry_after is not None:
            # Not before the host said, and not all callers at once.
            pause = error.retry_after + random.uniform(0, 0.25)
            return pause if pause <= self.max_pause else None
        return min(random.uniform(0.5, 1) * _FIRST_PAUSE * (1 << tried), _LONGEST_PAUSE, self.max_pause)


def is_worth_it(error: errors.InnkeeperError, request: Request[Any]) -> bool:
    """Whether the same request may work later without doing anything twice."""
    if isinstance(error, errors.HostUnreachableError):
        return True
    if isinstance(error, (errors.ConnectionLostError, errors.HostTimeoutError)):
        return request.may_repeat
    return error.can_retry


def of_httpx(error: httpx.HTTPError, url: str) -> errors.InnkeeperError:
    """The exception of a request that was not answered. The original is left out: it holds the request's headers."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)):
        return errors.HostUnreachableError(f"the host at {url} cannot be reached ({said})")
    if isinstance(error, httpx.TimeoutException):
        return errors.HostTimeoutError(f"the host at {url} did not answer in time ({said})")
    return errors.ConnectionLostError(f"the connection to the host at {url} broke ({said})")


def answer_of(response: httpx.Response) -> Answer | errors.InnkeeperError:
    """The host's answer, or what is wrong with it."""
    if response.status_code == 204:
        return Answer(204, None)
    try:
        json = response.json()
    except ValueError:
        json = None
    if response.is_success and json is not None:
        return Answer(response.status_code, json)
    if isinstance(json, dict) and "kind" in json:
        return errors.of_problem(json)
    if isinstance(json, dict) and "error" in json:
        return Answer(response.status_code, json)
    kind = response.headers.get("content-type", "no content type")
    return errors.UnexpectedAnswerError(
        f"{response.url.copy_with(query=None)} answered {response.status_code} with {kind}, which is not Innkeeper's",
        {"status": response.status_code},
    )


def read(request: Request[T], answer: Answer) -> T:
    """What the caller gets of an answer."""
    try:
        return request.read(answer.json)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise errors.UnexpectedAnswerError(
        f"the answer to {request.method} {request.path} is not of the form that this client knows ({reason})",
        {"status": answer.status},
    )


def path(*segments: str) -> str:
    """A path whose segments may hold anything: an identifier with ``/`` and ``@`` stays one segment."""
    return "".join(f"/{quote(segment, safe='')}" for segment in segments)
