/**
 * One error for each kind of problem that the host tells, all of them below `InnkeeperError`. A kind that this client does
 * not know yet is an `InnkeeperError` whose `kind` says which.
 *
 * @module
 */

/**
 * The host's problem document (RFC 9457).
 *
 * @typedef {object} Problem
 * @property {string} [kind]
 * @property {string} [title]
 * @property {string} [detail]
 * @property {number} [status]
 * @property {string} [execution_id]
 * @property {boolean} [can_retry]
 * @property {number} [retry_after_ms]
 * @property {string} [connect_url]
 * @property {string[]} [missing_scopes]
 * @property {{path: string, message: string}[]} [violations]
 * @property {number} [upstream_status]
 * @property {string} [layer]
 */

/** Something that did not work. */
export class InnkeeperError extends Error {
  /**
   * @param {string} detail What happened, to what, and what to do next.
   * @param {Problem} [problem] The host's whole answer; left out where there was none.
   */
  constructor(detail, problem = {}) {
    super(problem.kind ? `${problem.kind}: ${detail}` : detail);
    this.name = new.target.name;
    /** What happened, to what, and what to do next. */
    this.detail = detail;
    /** The host's name of the problem; `undefined` where the host was not reached. */
    this.kind = problem.kind;
    /** The HTTP status; `undefined` where there was no answer. */
    this.status = problem.status;
    this.executionId = problem.execution_id;
    /** Whether the same call may work later. */
    this.canRetry = problem.can_retry === true;
    /** Milliseconds to wait before that, where it is known. */
    this.retryAfterMs = problem.retry_after_ms;
    /** The status that the provider answered with. */
    this.upstreamStatus = problem.upstream_status;
    /** Which layer refused, for denials. */
    this.layer = problem.layer;
    /** Where the account's user can connect: for nobody else. */
    this.connectUrl = problem.connect_url;
    /** Scopes that the grant lacks. */
    this.missingScopes = problem.missing_scopes ?? [];
    /** What is wrong with the input; `path` is a JSON Pointer into it. */
    this.violations = problem.violations ?? [];
  }
}

/** There is no connection to the host: nothing was sent. */
export class HostUnreachableError extends InnkeeperError {}

/** The host did not answer in time. What was asked for may have been done. */
export class HostTimeoutError extends InnkeeperError {}

/** The connection broke before the answer was there. What was asked for may have been done. */
export class ConnectionLostError extends InnkeeperError {}

/** Something answered, but not as Innkeeper does: perhaps a proxy, perhaps a wrong URL. */
export class UnexpectedAnswerError extends InnkeeperError {}

/** The input is not valid. */
export class BadInputError extends InnkeeperError {}

/** The key, or the client id and secret, are not valid. */
export class UnauthenticatedError extends InnkeeperError {}

/** Policy does not allow it; `layer` says which part of it. */
export class PolicyDeniedError extends InnkeeperError {}

/** The grant is too narrow. */
export class ScopeMissingError extends InnkeeperError {}

/** The call needs an approval first. */
export class ApprovalRequiredError extends InnkeeperError {}

/** There is no such thing. */
export class NotFoundError extends InnkeeperError {}

/** There is no such tool; `detail` names the nearest. */
export class ToolNotFoundError extends NotFoundError {}

/** There is no such account. */
export class AccountNotFoundError extends NotFoundError {}

/** The thing is not as the call assumed. */
export class ConflictError extends InnkeeperError {}

/** The account's user has to connect first. */
export class AuthRequiredError extends InnkeeperError {}

/** The account's user has to connect again. */
export class ReauthRequiredError extends AuthRequiredError {}

/** More than one account matches: name the connection. */
export class AccountAmbiguousError extends InnkeeperError {}

/** The provider removed this operation. */
export class ToolRemovedError extends InnkeeperError {}

/** The rate budget is used up; `retryAfterMs` says for how long. */
export class RateLimitedError extends InnkeeperError {}

/** The provider did not do what was asked. What the next exceptions have in common. */
export class UpstreamError extends InnkeeperError {}

/** The provider limits the rate. */
export class UpstreamRateLimitError extends UpstreamError {}

/** The provider refused the token. */
export class UpstreamUnauthorizedError extends UpstreamError {}

/** The provider forbids it. */
export class UpstreamForbiddenError extends UpstreamError {}

/** The provider does not find it. */
export class UpstreamNotFoundError extends UpstreamError {}

/** The provider reports a conflict. */
export class UpstreamConflictError extends UpstreamError {}

/** The provider no longer has it. */
export class UpstreamGoneError extends UpstreamError {}

/** The provider refused the input. */
export class UpstreamValidationError extends UpstreamError {}

/** The provider failed. */
export class UpstreamServerError extends UpstreamError {}

/** The host cannot reach the provider. */
export class UpstreamNetworkError extends UpstreamError {}

/** The provider did not answer in time. */
export class UpstreamTimeoutError extends UpstreamError {}

/** The connector failed. What the next exceptions have in common. */
export class GuestError extends InnkeeperError {}

/** The connector crashed. */
export class GuestTrapError extends GuestError {}

/** The connector ran too long. */
export class GuestTimeoutError extends GuestError {}

/** The connector needed too much memory. */
export class GuestOutOfMemoryError extends GuestError {}

/** The connector asked for a request that it may not make. */
export class GuestEgressDeniedError extends GuestError {}

/** The connector broke its contract. */
export class GuestProtocolError extends GuestError {}

/** The answer is larger than the host takes. */
export class ResponseTooLargeError extends InnkeeperError {}

/** The host is at its limit. */
export class OverloadedError extends InnkeeperError {}

/** The connection's OAuth consumer does not work; its operator has to see to it. */
export class ConnectionUnhealthyError extends InnkeeperError {}

/** Whoever waited for the call stopped it. */
export class CancelledError extends InnkeeperError {}

/** The host failed; its log says why. */
export class InternalError extends InnkeeperError {}

/** @type {Readonly<Record<string, typeof InnkeeperError>>} */
const BY_KIND = Object.freeze({
  BAD_INPUT: BadInputError,
  UNAUTHENTICATED: UnauthenticatedError,
  POLICY_DENIED: PolicyDeniedError,
  SCOPE_MISSING: ScopeMissingError,
  APPROVAL_REQUIRED: ApprovalRequiredError,
  NOT_FOUND: NotFoundError,
  TOOL_NOT_FOUND: ToolNotFoundError,
  ACCOUNT_NOT_FOUND: AccountNotFoundError,
  CONFLICT: ConflictError,
  AUTH_REQUIRED: AuthRequiredError,
  REAUTH_REQUIRED: ReauthRequiredError,
  ACCOUNT_AMBIGUOUS: AccountAmbiguousError,
  TOOL_REMOVED: ToolRemovedError,
  RATE_LIMITED: RateLimitedError,
  UPSTREAM_RATE_LIMIT: UpstreamRateLimitError,
  UPSTREAM_UNAUTHORIZED: UpstreamUnauthorizedError,
  UPSTREAM_FORBIDDEN: UpstreamForbiddenError,
  UPSTREAM_NOT_FOUND: UpstreamNotFoundError,
  UPSTREAM_CONFLICT: UpstreamConflictError,
  UPSTREAM_GONE: UpstreamGoneError,
  UPSTREAM_VALIDATION: UpstreamValidationError,
  UPSTREAM_SERVER: UpstreamServerError,
  UPSTREAM_NETWORK: UpstreamNetworkError,
  UPSTREAM_TIMEOUT: UpstreamTimeoutError,
  GUEST_TRAP: GuestTrapError,
  GUEST_TIMEOUT: GuestTimeoutError,
  GUEST_OUT_OF_MEMORY: GuestOutOfMemoryError,
  GUEST_EGRESS_DENIED: GuestEgressDeniedError,
  GUEST_PROTOCOL: GuestProtocolError,
  RESPONSE_TOO_LARGE: ResponseTooLargeError,
  OVERLOADED: OverloadedError,
  CONNECTION_UNHEALTHY: ConnectionUnhealthyError,
  CANCELLED: CancelledError,
  INTERNAL: InternalError,
});

/**
 * The error that a problem of the host is.
 *
 * @param {Problem} problem
 * @returns {InnkeeperError}
 */
export function errorOfProblem(problem) {
  const known = Object.hasOwn(BY_KIND, problem.kind ?? "") ? BY_KIND[problem.kind ?? ""] : undefined;
  return new (known ?? InnkeeperError)(problem.detail ?? problem.title ?? "the host refused", problem);
}
