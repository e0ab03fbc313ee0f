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
export function pauseBefore(patience: Patience, error: import("./errors.js").InnkeeperError, mayRepeat: boolean, tried: number): number | undefined;
/**
 * Waits, unless the caller gives up.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
export type Patience = {
    /**
     * Further tries after the first.
     */
    maxRetries: number;
    /**
     * The longest single pause. A host that asks for more is told to the caller at once.
     */
    maxPauseMs: number;
};
