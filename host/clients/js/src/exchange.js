/**
 * One request and what came back, as a value: an answer, or the error that it is.
 *
 * @module
 */

import {
  ConnectionLostError,
  HostTimeoutError,
  HostUnreachableError,
  InnkeeperError,
  UnexpectedAnswerError,
  errorOfProblem,
} from "./errors.js";

/**
 * @template T
 * @typedef {object} Request
 * @property {"GET" | "PUT" | "POST" | "DELETE"} method
 * @property {string} path
 * @property {(answer: any) => T} read
 * @property {Record<string, string | number | boolean | undefined>} [query]
 * @property {unknown} [json]
 * @property {URLSearchParams} [form]
 * @property {boolean} [mayRepeat] Whether sending it twice does no more than sending it once.
 */

/** Codes of connections that were not made: nothing was sent. */
const NOT_CONNECTED = new Set([
  "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * Sends a request once.
 *
 * @param {string} url The host's address.
 * @param {Request<unknown>} request
 * @param {import("./secret.js").Secret | undefined} bearer
 * @param {number} timeoutMs
 * @param {AbortSignal} [signal] The caller's; its abort is thrown as it is.
 * @returns {Promise<{answer: any} | InnkeeperError>}
 */
export async function once(url, request, bearer, timeoutMs, signal) {
  const inTime = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url + request.path + queryOf(request.query), {
      method: request.method,
      headers: headersOf(request, bearer),
      body: request.form ?? (request.json === undefined ? null : JSON.stringify(request.json)),
      redirect: "manual",
      signal: anyOf(inTime, signal),
    });
    return await answerOf(url, request, response);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return ofFailure(url, error, inTime.aborted);
  }
}

/**
 * @param {Request<unknown>} request
 * @param {import("./secret.js").Secret | undefined} bearer
 */
function headersOf(request, bearer) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json, application/problem+json" };
  if (bearer !== undefined) headers["authorization"] = `Bearer ${bearer.expose()}`;
  if (request.json !== undefined) headers["content-type"] = "application/json";
  return headers;
}

/** @param {Request<unknown>["query"]} query */
function queryOf(query = {}) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, String(value));
  }
  const text = given.toString();
  return text === "" ? "" : `?${text}`;
}

/**
 * `AbortSignal.any` is not in Node 18.
 *
 * @param {AbortSignal} first
 * @param {AbortSignal} [second]
 */
function anyOf(first, second) {
  if (second === undefined) return first;
  const either = new AbortController();
  for (const signal of [first, second]) {
    if (signal.aborted) either.abort(signal.reason);
    signal.addEventListener("abort", () => either.abort(signal.reason), { once: true, signal: either.signal });
  }
  return either.signal;
}

/**
 * @param {string} url
 * @param {Request<unknown>} request
 * @param {Response} response
 * @returns {Promise<{answer: any} | InnkeeperError>}
 */
async function answerOf(url, request, response) {
  const text = await response.text();
  if (response.status === 204) return { answer: undefined };
  const json = parsed(text);
  if (response.ok && json !== undefined) return { answer: json };
  if (typeof json?.kind === "string") return errorOfProblem(json);
  if (typeof json?.error === "string") return ofTokenEndpoint(response.status, json);
  const type = response.headers.get("content-type") ?? "no content type";
  return new UnexpectedAnswerError(
    `${url}${request.path} answered ${response.status} with ${type}, which is not Innkeeper's`,
    { status: response.status },
  );
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The error of the token endpoint (RFC 6749 §5.2).
 *
 * @param {number} status
 * @param {{error: string, error_description?: string}} told
 */
function ofTokenEndpoint(status, told) {
  const detail = told.error_description ?? told.error;
  const kind = told.error === "invalid_client" ? { kind: "UNAUTHENTICATED" } : {};
  return errorOfProblem({ ...kind, status, detail });
}

/**
 * The error of a request that was not answered. The original is left out: some hold the request.
 *
 * @param {string} url
 * @param {unknown} error
 * @param {boolean} late
 */
function ofFailure(url, error, late) {
  if (late) return new HostTimeoutError(`the host at ${url} did not answer in time`);
  if (error instanceof InnkeeperError) return error;
  const { code, reason } = told(error);
  if (NOT_CONNECTED.has(code)) return new HostUnreachableError(`the host at ${url} cannot be reached (${reason})`);
  return new ConnectionLostError(`the connection to the host at ${url} broke (${reason})`);
}

/** @param {unknown} error */
function told(error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // A host name with several addresses fails with one error for each.
  const first = cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0] : cause;
  const code = String(/** @type {{code?: unknown}} */ (first)?.code ?? "");
  return { code, reason: code || (first instanceof Error ? first.message : String(first)) };
}

/**
 * A path whose segments may hold anything: an identifier with `/` and `@` stays one segment.
 *
 * @param {...string} segments
 */
export function path(...segments) {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}
