/**
 * What is tried again, and when.
 *
 * @module
 */

import { ConnectionLostError, HostTimeoutError, HostUnreachableError } from "./errors.js";

/** Between tries where the host names no pause: this long at first, doubled each time, of which a random part is waited. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;
/** What is added to the host's own pause, at most, so that not all come back at once. */
const SPREAD_MS = 250;

/**
 * @typedef {object} Patience
 * @property {number} maxRetries Further tries after the first.
 * @property {number} maxPauseMs The longest single pause. A host that asks for more is told to the caller at once.
 */

/**
 * Milliseconds to wait before the next try; `undefined` where there is to be none.
 *
 * @param {Patience} patience
 * @param {import("./errors.js").InnkeeperError} error
 * @param {boolean} mayRepeat Whether sending the request twice does no more than sending it once.
 * @param {number} tried
 * @returns {number | undefined}
 */
export function pauseBefore(patience, error, mayRepeat, tried) {
  if (tried >= patience.maxRetries || !isWorthIt(error, mayRepeat)) return undefined;
  if (error.retryAfterMs !== undefined) {
    const pause = error.retryAfterMs + Math.random() * SPREAD_MS;
    return pause <= patience.maxPauseMs ? pause : undefined;
  }
  const pause = (0.5 + Math.random() / 2) * FIRST_PAUSE_MS * 2 ** tried;
  return Math.min(pause, LONGEST_PAUSE_MS, patience.maxPauseMs);
}

/**
 * Whether the same request may work later without doing anything twice.
 *
 * @param {import("./errors.js").InnkeeperError} error
 * @param {boolean} mayRepeat
 */
function isWorthIt(error, mayRepeat) {
  if (error instanceof HostUnreachableError) return true;
  if (error instanceof ConnectionLostError || error instanceof HostTimeoutError) return mayRepeat;
  return error.canRetry;
}

/**
 * Waits, unless the caller gives up.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
