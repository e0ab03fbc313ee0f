/**
 * The client: credentials, time limits, and what is tried again.
 *
 * @module
 */

import { Actions } from "./actions.js";
import { InnkeeperError, UnauthenticatedError, UnexpectedAnswerError } from "./errors.js";
import { once } from "./exchange.js";
import { pause, pauseBefore } from "./patience.js";
import { Secret } from "./secret.js";

/** For one try of one call: a little more than the host itself gives it. */
const TIMEOUT_MS = 65_000;
/** A bearer is exchanged again when this part of its life is left, or this long if that is less. */
const LAST_PART = 0.2;
const LAST_MS = 60_000;

/**
 * @typedef {object} ClientOptions
 * @property {string} [key] An API key or session token in one piece, instead of client id and secret.
 * @property {number} [timeoutMs] For one try of one call.
 * @property {number} [maxRetries] Further tries, and only where they cannot do anything twice: the host says so, or nothing
 *   was sent, or an idempotency key was given.
 * @property {number} [maxRetryPauseMs] A host that asks for a longer pause is told to the caller at once.
 *
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal] Gives the call up; the signal's reason is thrown.
 */

/** A client. Made once and shared. */
export class InnkeeperClient {
  /** @type {string} */
  #url;
  /** @type {{key: Secret} | {clientId: string, clientSecret: Secret}} */
  #credentials;
  /** @type {number} */
  #timeoutMs;
  /** @type {import("./patience.js").Patience} */
  #patience;
  /** @type {{value: Secret, freshUntil: number} | undefined} */
  #bearer;
  /** @type {Promise<Secret> | undefined} */
  #exchanging;

  /**
   * What is left out comes from `INNKEEPER_URL`, `INNKEEPER_CLIENT_ID` and `INNKEEPER_CLIENT_SECRET`, or `INNKEEPER_KEY`.
   *
   * @param {string} [envUrl] Where the host is.
   * @param {string} [clientId] What `innkeeper keys create` printed.
   * @param {string} [clientSecret] The same.
   * @param {ClientOptions} [options]
   * @throws {TypeError} for settings that are missing or contradict each other.
   */
  constructor(envUrl, clientId, clientSecret, options = {}) {
    const environment = globalThis.process?.env ?? {};
    const url = envUrl || environment["INNKEEPER_URL"];
    if (!url) throw new TypeError("give the host's URL, such as http://127.0.0.1:8700, or set INNKEEPER_URL");
    this.#url = url.replace(/\/+$/, "");
    this.#credentials = chosen(clientId, clientSecret, options.key, environment);
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#patience = { maxRetries: options.maxRetries ?? 2, maxPauseMs: options.maxRetryPauseMs ?? 30_000 };
    /** What can be done. */
    this.actions = new Actions((request, options) => this.#send(request, options));
  }

  /**
   * @template T
   * @param {import("./exchange.js").Request<T>} request
   * @param {CallOptions} [options]
   * @returns {Promise<T>}
   */
  async #send(request, { signal } = {}) {
    signal?.throwIfAborted();
    let renewed = false;
    for (let tried = 0; ; ) {
      const bearer = await this.#present();
      const outcome = await once(this.#url, request, bearer, this.#timeoutMs, signal);
      if (!(outcome instanceof InnkeeperError)) return read(request, outcome.answer);
      if (outcome instanceof UnauthenticatedError && !renewed && this.#forget(bearer)) {
        renewed = true;
        continue;
      }
      const wait = pauseBefore(this.#patience, outcome, request.mayRepeat === true, tried);
      if (wait === undefined) throw outcome;
      tried += 1;
      await pause(wait, signal);
    }
  }

  /** The key, or a bearer that is fresh. One exchange at a time: who comes meanwhile waits for its bearer. */
  async #present() {
    if ("key" in this.#credentials) return this.#credentials.key;
    if (this.#bearer !== undefined && performance.now() < this.#bearer.freshUntil) return this.#bearer.value;
    const { clientId, clientSecret } = this.#credentials;
    this.#exchanging ??= this.#exchange(clientId, clientSecret).finally(() => {
      this.#exchanging = undefined;
    });
    return this.#exchanging;
  }

  /**
   * @param {string} clientId
   * @param {Secret} clientSecret
   * @returns {Promise<Secret>}
   */
  async #exchange(clientId, clientSecret) {
    for (let tried = 0; ; tried += 1) {
      const form = new URLSearchParams({ grant_type: "client_credentials", client_id: clientId });
      form.set("client_secret", clientSecret.expose());
      const request = /** @type {const} */ ({ method: "POST", path: "/oauth/token", form, read: bearerOf });
      const outcome = await once(this.#url, request, undefined, this.#timeoutMs);
      if (!(outcome instanceof InnkeeperError)) {
        this.#bearer = read(request, outcome.answer);
        return this.#bearer.value;
      }
      const wait = pauseBefore(this.#patience, outcome, true, tried);
      if (wait === undefined) throw outcome;
      await pause(wait);
    }
  }

  /**
   * Whether there is another bearer to be had than the one that was refused.
   *
   * @param {Secret} bearer
   */
  #forget(bearer) {
    if (this.#bearer?.value === bearer) this.#bearer = undefined;
    return "clientId" in this.#credentials;
  }
}

/** @param {{access_token: string, expires_in: number}} answer */
function bearerOf(answer) {
  const life = answer.expires_in * 1_000;
  if (typeof answer.access_token !== "string" || !(life > 0)) throw new TypeError("no bearer");
  return { value: new Secret(answer.access_token), freshUntil: performance.now() + life - Math.min(life * LAST_PART, LAST_MS) };
}

/**
 * @template T
 * @param {import("./exchange.js").Request<T>} request
 * @param {any} answer
 * @returns {T}
 */
function read(request, answer) {
  try {
    return request.read(answer);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnexpectedAnswerError(
      `the answer to ${request.method} ${request.path} is not of the form that this client knows (${reason})`,
    );
  }
}

/**
 * The credentials that were given, or those of the environment.
 *
 * @param {string | undefined} clientId
 * @param {string | undefined} clientSecret
 * @param {string | undefined} key
 * @param {Record<string, string | undefined>} environment
 */
function chosen(clientId, clientSecret, key, environment) {
  if (!clientId && !clientSecret && !key) {
    clientId = environment["INNKEEPER_CLIENT_ID"];
    clientSecret = environment["INNKEEPER_CLIENT_SECRET"];
    if (!clientId && !clientSecret) key = environment["INNKEEPER_KEY"];
  }
  if (key && !clientId && !clientSecret) return { key: new Secret(key) };
  if (!key && clientId && clientSecret) return { clientId, clientSecret: new Secret(clientSecret) };
  throw new TypeError(
    "give clientId and clientSecret, or key; or set INNKEEPER_CLIENT_ID and INNKEEPER_CLIENT_SECRET, or INNKEEPER_KEY",
  );
}
