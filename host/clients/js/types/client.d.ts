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
    /**
     * What is left out comes from `INNKEEPER_URL`, `INNKEEPER_CLIENT_ID` and `INNKEEPER_CLIENT_SECRET`, or `INNKEEPER_KEY`.
     *
     * @param {string} [envUrl] Where the host is.
     * @param {string} [clientId] What `innkeeper keys create` printed.
     * @param {string} [clientSecret] The same.
     * @param {ClientOptions} [options]
     * @throws {TypeError} for settings that are missing or contradict each other.
     */
    constructor(envUrl?: string, clientId?: string, clientSecret?: string, options?: ClientOptions);
    /** What can be done. */
    actions: Actions;
    #private;
}
export type ClientOptions = {
    /**
     * An API key or session token in one piece, instead of client id and secret.
     */
    key?: string | undefined;
    /**
     * For one try of one call.
     */
    timeoutMs?: number | undefined;
    /**
     * Further tries, and only where they cannot do anything twice: the host says so, or nothing
     * was sent, or an idempotency key was given.
     */
    maxRetries?: number | undefined;
    /**
     * A host that asks for a longer pause is told to the caller at once.
     */
    maxRetryPauseMs?: number | undefined;
};
export type CallOptions = {
    /**
     * Gives the call up; the signal's reason is thrown.
     */
    signal?: AbortSignal | undefined;
};
import { Actions } from "./actions.js";
