/**
 * What a tool answered.
 *
 * @module
 */

/**
 * The call behind a result.
 *
 * @typedef {object} Execution
 * @property {string} id Names the execution in the host's audit.
 * @property {string} tool The tool.
 * @property {{id: string, connection: string, identifier: string, provider_account?: {uuid: string, username: string} | null}} account
 *   On whose behalf it ran.
 * @property {boolean} truncated Whether the answer was cut to `maxBytes`.
 * @property {Record<string, unknown> | undefined} next The input that reads on, where it was cut.
 * @property {Record<string, any>} meta What the call took: `duration_ms`, `upstream_status`, `retries` and more.
 */

/** @type {WeakMap<object, {data: any, execution: Execution}>} */
const replies = new WeakMap();

/** The names that are the client's. */
const OURS = new Set(["data", "executionId"]);

/**
 * A tool's answer. The provider's fields are its own: `result.uuid`, `result.values[0].uuid`.
 *
 * Two names are the client's and always win: `data` is the provider's whole answer, `executionId` names the call in the
 * host's audit. A provider's own field of one of these names is in `result.data`: `result.data.data`. All else about the
 * call is in `executionOf(result)`, so that it hides nothing. An answer that is no object (a list, say) is in `data` only.
 */
export class ToolResult {
  /** @param {Record<string, any>} reply The host's answer. */
  constructor(reply) {
    const { data, execution_id: id, tool, account, truncated = false, next, meta = {} } = reply;
    if (data === undefined || typeof id !== "string") throw new TypeError("no data or no execution_id");
    replies.set(this, { data, execution: { id, tool, account, truncated, next, meta } });
    if (typeof data !== "object" || data === null || Array.isArray(data)) return;
    for (const [name, value] of Object.entries(data)) {
      // Defined, not assigned: a field may be called `__proto__`.
      if (!OURS.has(name)) Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true });
    }
  }

  /**
   * The provider's whole answer, as it came.
   *
   * @returns {any}
   */
  get data() {
    return replies.get(this)?.data;
  }

  /** Names the execution in the host's audit. */
  get executionId() {
    return executionOf(this).id;
  }

  /** The provider's answer: `JSON.stringify(result)` is what it sent. */
  toJSON() {
    return this.data;
  }
}

/** @typedef {ToolResult & {[field: string]: any}} Answer A result with the provider's fields. */

/**
 * The call behind a result: account, time, whether the answer was cut and how to read on.
 *
 * @param {ToolResult} result
 * @returns {Execution}
 */
export function executionOf(result) {
  const reply = replies.get(result);
  if (reply === undefined) throw new TypeError("this is not the result of a tool");
  return reply.execution;
}
