"""One exception for each kind of problem that the host tells, all of them below :class:`InnkeeperError`.

A kind that this client does not know yet is an :class:`InnkeeperError` whose ``kind`` says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Violation:
    """One thing that is wrong with an input."""

    #: JSON Pointer into the input, such as ``/pagelen``.
    path: str
    message: str


class InnkeeperError(Exception):
    """Something that did not work."""

    #: The host's name of the problem; ``None`` where the host was not reached.
    kind: str | None = None

    def __init__(self, detail: str, problem: Mapping[str, Any] | None = None) -> None:
        told = problem or {}
        #: What happened, to what, and what to do next.
        self.detail = detail
        #: The host's whole answer (RFC 9457); empty where there was none.
        self.problem: Mapping[str, Any] = told
        self.kind = told.get("kind", self.kind)
        self.title: str = told.get("title", "")
        #: The HTTP status; ``None`` where there was no answer.
        self.status: int | None = told.get("status")
        self.execution_id: str | None = told.get("execution_id")
        #: Whether the same call may work later.
        self.can_retry: bool = bool(told.get("can_retry", False))
        wait = told.get("retry_after_ms")
        #: Seconds to wait before that, where it is known.
        self.retry_after: float | None = None if wait is None else wait / 1000
        #: The status that the provider answered with.
        self.upstream_status: int | None = told.get("upstream_status")
        #: Which layer refused, for denials.
        self.layer: str | None = told.get("layer")
        super().__init__(f"{self.kind}: {detail}" if self.kind else detail)


# === What happened before the host answered


class HostUnreachableError(InnkeeperError):
    """There is no connection to the host: nothing was sent."""


class HostTimeoutError(InnkeeperError):
    """The host did not answer in time. What was asked for may have been done."""


class ConnectionLostError(InnkeeperError):
    """The connection broke before the answer was there. What was asked for may have been done."""


class UnexpectedAnswerError(InnkeeperError):
    """Something answered, but not as Innkeeper does: perhaps a proxy, perhaps a wrong URL."""


# === The request


class BadInputError(InnkeeperError):
    """The input is not valid."""

    kind = "BAD_INPUT"

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What is wrong with it, field by field."""
        return tuple(Violation(one["path"], one["message"]) for one in self.problem.get("violations") or ())


class UnauthenticatedError(InnkeeperError):
    """The key, or the client id and secret, are not valid."""

    kind = "UNAUTHENTICATED"


class PolicyDeniedError(InnkeeperError):
    """Policy does not allow it; ``layer`` says which part of it."""

    kind = "POLICY_DENIED"


class ScopeMissingError(InnkeeperError):
    """The grant is too narrow."""

    kind = "SCOPE_MISSING"

    @property
    def missing_scopes(self) -> tuple[str, ...]:
        """The scopes that the grant lacks."""
        return tuple(self.problem.get("missing_scopes") or ())

    @property
    def connect_url(self) -> str | None:
        """Where the account's user can give a wider grant, if there is a link."""
        return self.problem.get("connect_url")


class ApprovalRequiredError(InnkeeperError):
    """The call needs an approval first."""

    kind = "APPROVAL_REQUIRED"


class NotFoundError(InnkeeperError):
    """There is no such thing."""

    kind = "NOT_FOUND"


class ToolNotFoundError(NotFoundError):
    """There is no such tool; ``detail`` names the nearest."""

    kind = "TOOL_NOT_FOUND"


class AccountNotFoundError(NotFoundError):
    """There is no such account."""

    kind = "ACCOUNT_NOT_FOUND"


class ConflictError(InnkeeperError):
    """The thing is not as the call assumed."""

    kind = "CONFLICT"


class AuthRequiredError(InnkeeperError):
    """The account's user has to connect first."""

    kind = "AUTH_REQUIRED"

    @property
    def connect_url(self) -> str | None:
        """Where the account's user connects. It serves one person once: show it to nobody else."""
        return self.problem.get("connect_url")


class ReauthRequiredError(AuthRequiredError):
    """The account's user has to connect again."""

    kind = "REAUTH_REQUIRED"


class AccountAmbiguousError(InnkeeperError):
    """More than one account matches: name the connection."""

    kind = "ACCOUNT_AMBIGUOUS"


class ToolRemovedError(InnkeeperError):
    """The provider removed this operation."""

    kind = "TOOL_REMOVED"


# === The provider


class RateLimitedError(InnkeeperError):
    """The rate budget is used up; ``retry_after`` says for how long."""

    kind = "RATE_LIMITED"


class UpstreamError(InnkeeperError):
    """The provider did not do what was asked. What the next exceptions have in common."""


class UpstreamRateLimitError(UpstreamError):
    """The provider limits the rate."""

    kind = "UPSTREAM_RATE_LIMIT"


class UpstreamUnauthorizedError(UpstreamError):
    """The provider refused the token."""

    kind = "UPSTREAM_UNAUTHORIZED"


class UpstreamForbiddenError(UpstreamError):
    """The provider forbids it."""

    kind = "UPSTREAM_FORBIDDEN"


class UpstreamNotFoundError(UpstreamError):
    """The provider does not find it."""

    kind = "UPSTREAM_NOT_FOUND"


class UpstreamConflictError(UpstreamError):
    """The provider reports a conflict."""

    kind = "UPSTREAM_CONFLICT"


class UpstreamGoneError(UpstreamError):
    """The provider no longer has it."""

    kind = "UPSTREAM_GONE"


class UpstreamValidationError(UpstreamError):
    """The provider refused the input."""

    kind = "UPSTREAM_VALIDATION"


class UpstreamServerError(UpstreamError):
    """The provider failed."""

    kind = "UPSTREAM_SERVER"


class UpstreamNetworkError(UpstreamError):
    """The host cannot reach the provider."""

    kind = "UPSTREAM_NETWORK"


class UpstreamTimeoutError(UpstreamError):
    """The provider did not answer in time."""

    kind = "UPSTREAM_TIMEOUT"


# === The host


class GuestError(InnkeeperError):
    """The connector failed. What the next exceptions have in common."""


class GuestTrapError(GuestError):
    """The connector crashed."""

    kind = "GUEST_TRAP"


class GuestTimeoutError(GuestError):
    """The connector ran too long."""

    kind = "GUEST_TIMEOUT"


class GuestOutOfMemoryError(GuestError):
    """The connector needed too much memory."""

    kind = "GUEST_OUT_OF_MEMORY"


class GuestEgressDeniedError(GuestError):
    """The connector asked for a request that it may not make."""

    kind = "GUEST_EGRESS_DENIED"


class GuestProtocolError(GuestError):
    """The connector broke its contract."""

    kind = "GUEST_PROTOCOL"


class ResponseTooLargeError(InnkeeperError):
    """The answer is larger than the host takes."""

    kind = "RESPONSE_TOO_LARGE"


class OverloadedError(InnkeeperError):
    """The host is at its limit."""

    kind = "OVERLOADED"


class CancelledError(InnkeeperError):
    """Whoever waited for the call stopped it."""

    kind = "CANCELLED"


class ConnectionUnhealthyError(InnkeeperError):
    """The connection's OAuth consumer does not work; its operator has to see to it."""

    kind = "CONNECTION_UNHEALTHY"


class InternalError(InnkeeperError):
    """The host failed; its log says why."""

    kind = "INTERNAL"


def _all_below(base: type[InnkeeperError]) -> list[type[InnkeeperError]]:
    below = [cls for direct in base.__subclasses__() for cls in (direct, *_all_below(direct))]
    return below


#: The exception of each kind.
BY_KIND: Mapping[str, type[InnkeeperError]] = {
    cls.__dict__["kind"]: cls for cls in _all_below(InnkeeperError) if cls.__dict__.get("kind")
}


def of_problem(problem: Mapping[str, Any]) -> InnkeeperError:
    """The exception that a problem of the host is."""
    cls = BY_KIND.get(str(problem.get("kind")), InnkeeperError)
    return cls(str(problem.get("detail") or problem.get("title") or "the host refused"), problem)
