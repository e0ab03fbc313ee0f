/** @typedef {ToolResult & {[field: string]: any}} Answer A result with the provider's fields. */
/**
 * The call behind a result: account, time, whether the answer was cut and how to read on.
 *
 * @param {ToolResult} result
 * @returns {Execution}
 */
export function executionOf(result: ToolResult): Execution;
/**
 * A tool's answer. The provider's fields are its own: `result.uuid`, `result.values[0].uuid`.
 *
 * Two names are the client's and always win: `data` is the provider's whole answer, `executionId` names the call in the
 * host's audit. A provider's own field of one of these names is in `result.data`: `result.data.data`. All else about the
 * call is in `executionOf(result)`, so that it hides nothing. An answer that is no object (a list, say) is in `data` only.
 */
export class ToolResult {
    /** @param {Record<string, any>} reply The host's answer. */
    constructor(reply: Record<string, any>);
    /**
     * The provider's whole answer, as it came.
     *
     * @returns {any}
     */
    get data(): any;
    /** Names the execution in the host's audit. */
    get executionId(): string;
    /** The provider's answer: `JSON.stringify(result)` is what it sent. */
    toJSON(): any;
}
/**
 * A result with the provider's fields.
 */
export type Answer = ToolResult & {
    [field: string]: any;
};
/**
 * The call behind a result.
 */
export type Execution = {
    /**
     * Names the execution in the host's audit.
     */
    id: string;
    /**
     * The tool.
     */
    tool: string;
    /**
     *   On whose behalf it ran.
     */
    account: {
        id: string;
        connection: string;
        identifier: string;
        provider_account?: {
            uuid: string;
            username: string;
        } | null;
    };
    /**
     * Whether the answer was cut to `maxBytes`.
     */
    truncated: boolean;
    /**
     * The input that reads on, where it was cut.
     */
    next: Record<string, unknown> | undefined;
    /**
     * What the call took: `duration_ms`, `upstream_status`, `retries` and more.
     */
    meta: Record<string, any>;
};
