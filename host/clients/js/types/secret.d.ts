export class Secret {
    /** @param {string} text */
    constructor(text: string);
    /** The text itself. Whoever calls this answers for where it goes. */
    expose(): string;
    toString(): string;
    toJSON(): string;
    [inspect](): string;
    #private;
}
/**
 * Text that shows itself nowhere: in no `console.log`, error, JSON or template string.
 *
 * @module
 */
declare const inspect: unique symbol;
export {};
