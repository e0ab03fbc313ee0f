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
export function once(url: string, request: Request<unknown>, bearer: import("./secret.js").Secret | undefined, timeoutMs: number, signal?: AbortSignal): Promise<{
    answer: any;
} | InnkeeperError>;
/**
 * A path whose segments may hold anything: an identifier with `/` and `@` stays one segment.
 *
 * @param {...string} segments
 */
export function path(...segments: string[]): string;
export type Request<T> = {
    method: "GET" | "PUT" | "POST" | "DELETE";
    path: string;
    read: (answer: any) => T;
    query?: Record<string, string | number | boolean | undefined> | undefined;
    json?: unknown;
    form?: URLSearchParams | undefined;
    /**
     * Whether sending it twice does no more than sending it once.
     */
    mayRepeat?: boolean | undefined;
};
import { InnkeeperError } from "./errors.js";
