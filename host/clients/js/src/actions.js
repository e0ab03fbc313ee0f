/**
 * What can be done with a host.
 *
 * `connectionName` is the host's name of an OAuth consumer, such as `bitbucket`; `identifier` is your own name of your
 * user. A client whose key is bound to one identifier may leave it out.
 *
 * @module
 */

import { path } from "./exchange.js";
import { ToolResult } from "./result.js";

/**
 * @typedef {import("./client.js").CallOptions} CallOptions
 *
 * @typedef {object} ConnectedAccount
 * @property {string} id
 * @property {string} connection
 * @property {string} identifier
 * @property {"PENDING" | "PENDING_VERIFICATION" | "ACTIVE" | "EXPIRED" | "REVOKED"} status
 * @property {string} statusReason
 * @property {string[]} scopes
 * @property {{allowed: string[], default: string | null}} workspaces Those that calls may touch, by slug.
 * @property {Record<string, any> | null} providerAccount Who it is at the provider; `null` before consent.
 *
 * @typedef {object} Tool
 * @property {string} name
 * @property {string} title
 * @property {string} description
 * @property {string} toolset
 * @property {"read" | "write" | "destructive"} effect
 * @property {Record<string, any>} inputSchema JSON Schema 2020-12; empty where the listing left it out.
 *
 * @typedef {object} ExecuteTool
 * @property {string} toolName
 * @property {Record<string, unknown>} [toolInput]
 * @property {string} [identifier]
 * @property {string} [connectionName]
 * @property {string} [accountId]
 * @property {boolean} [dryRun] Sends nothing and says what would be sent.
 * @property {string} [idempotencyKey] A write is done once, however often it is tried.
 * @property {number} [maxBytes] Cuts the answer.
 * @property {string} [reason] For the host's audit.
 */

/**
 * @callback Send
 * @param {import("./exchange.js").Request<any>} request
 * @param {CallOptions} [options]
 * @returns {Promise<any>}
 */

/** What can be done, one method for each. All of them take an `AbortSignal` as `{ signal }`. */
export class Actions {
  /** @type {Send} */
  #send;

  /** @param {Send} send */
  constructor(send) {
    this.#send = send;
  }

  /**
   * The account of your user, made where there is none.
   *
   * @param {{connectionName: string, identifier: string}} of
   * @param {CallOptions} [options]
   * @returns {Promise<{connectedAccount: ConnectedAccount}>}
   */
  getOrCreateConnectedAccount({ connectionName, identifier }, options) {
    const at = path("v1", "connections", connectionName, "accounts", identifier);
    return this.#send({ method: "PUT", path: at, read: account, mayRepeat: true }, options);
  }

  /**
   * A link where your user gives consent, once and within minutes. Where the connection asks the application to confirm
   * people, the browser comes back to `verifyUrl` with a ticket for `verify`.
   *
   * @param {{connectionName: string, identifier: string, returnUrl?: string, verifyUrl?: string}} wish
   * @param {CallOptions} [options]
   * @returns {Promise<{link: string, expiresAt: string}>}
   */
  getAuthorizationLink({ connectionName, identifier, returnUrl, verifyUrl }, options) {
    const at = path("v1", "connections", connectionName, "accounts", identifier, "links");
    const json = { return_url: returnUrl, verify_url: verifyUrl };
    return this.#send({ method: "POST", path: at, read: link, json }, options);
  }

  /**
   * Confirms that the person who came back with a ticket is the one whom the link was made for.
   *
   * @param {{accountId: string, ticket: string, identifier: string}} given
   * @param {CallOptions} [options]
   * @returns {Promise<{connectedAccount: ConnectedAccount}>}
   */
  verify({ accountId, ticket, identifier }, options) {
    const at = path("v1", "accounts", accountId, "verify");
    return this.#send({ method: "POST", path: at, read: account, json: { ticket, identifier } }, options);
  }

  /**
   * A page of accounts; `nextCursor` leads to the next.
   *
   * @param {{connectionName?: string, identifier?: string, status?: string, limit?: number, cursor?: string}} [filter]
   * @param {CallOptions} [options]
   * @returns {Promise<{connectedAccounts: ConnectedAccount[], nextCursor: string | undefined}>}
   */
  listConnectedAccounts({ connectionName, ...filter } = {}, options) {
    const query = { connection: connectionName, ...filter };
    return this.#send({ method: "GET", path: "/v1/accounts", query, read: accounts, mayRepeat: true }, options);
  }

  /**
   * @param {{accountId: string}} of
   * @param {CallOptions} [options]
   * @returns {Promise<{connectedAccount: ConnectedAccount}>}
   */
  getConnectedAccount({ accountId }, options) {
    return this.#send({ method: "GET", path: path("v1", "accounts", accountId), read: account, mayRepeat: true }, options);
  }

  /**
   * Forgets an account altogether. Needs an operator's key.
   *
   * @param {{accountId: string}} of
   * @param {CallOptions} [options]
   * @returns {Promise<void>}
   */
  deleteConnectedAccount({ accountId }, options) {
    return this.#send({ method: "DELETE", path: path("v1", "accounts", accountId), read: () => undefined }, options);
  }

  /**
   * Forgets an account's grant: its user has to give consent again. Needs an operator's key.
   *
   * @param {{accountId: string}} of
   * @param {CallOptions} [options]
   * @returns {Promise<{connectedAccount: ConnectedAccount}>}
   */
  revoke({ accountId }, options) {
    return this.#send({ method: "POST", path: path("v1", "accounts", accountId, "revoke"), read: account }, options);
  }

  /**
   * Calls a tool on behalf of a user. The result's fields are the provider's.
   *
   * @param {ExecuteTool} call
   * @param {CallOptions} [options]
   * @returns {Promise<import("./result.js").Answer>}
   * @throws {import("./errors.js").InnkeeperError} such as `AuthRequiredError`, whose `connectUrl` is for your user.
   */
  executeTool(call, options) {
    const json = {
      tool: call.toolName,
      input: call.toolInput ?? {},
      identifier: call.identifier,
      connection: call.connectionName,
      account_id: call.accountId,
      dry_run: call.dryRun,
      idempotency_key: call.idempotencyKey,
      max_bytes: call.maxBytes,
      reason: call.reason,
    };
    const mayRepeat = call.idempotencyKey !== undefined || call.dryRun === true;
    return this.#send({ method: "POST", path: "/v1/invoke", json, read: (reply) => new ToolResult(reply), mayRepeat }, options);
  }

  /**
   * All tools, those of a toolset, or those of one effect; with their schemas where `detail` is `full`.
   *
   * @param {{toolset?: string, effect?: string, detail?: "summary" | "full"}} [filter]
   * @param {CallOptions} [options]
   * @returns {Promise<Tool[]>}
   */
  listTools({ toolset, effect, detail = "summary" } = {}, options) {
    const query = { toolset, effect, detail };
    return this.#send({ method: "GET", path: "/v1/tools", query, read: tools, mayRepeat: true }, options);
  }

  /**
   * Tools by words, such as `pipeline log`.
   *
   * @param {{query: string, detail?: "summary" | "full"}} wish
   * @param {CallOptions} [options]
   * @returns {Promise<Tool[]>}
   */
  searchTools({ query, detail = "summary" }, options) {
    return this.#send({ method: "GET", path: "/v1/tools", query: { q: query, detail }, read: tools, mayRepeat: true }, options);
  }

  /**
   * One tool, with its schema.
   *
   * @param {{toolName: string}} of
   * @param {CallOptions} [options]
   * @returns {Promise<Tool>}
   */
  getTool({ toolName }, options) {
    return this.#send({ method: "GET", path: path("v1", "tools", toolName), read: tool, mayRepeat: true }, options);
  }

  /**
   * A bearer for one identifier, such as for a browser or a sandboxed agent. Needs an operator's key.
   *
   * @param {{identifier: string, ttlS?: number, toolsets?: string[], effects?: string[]}} wish
   * @param {CallOptions} [options]
   * @returns {Promise<{token: string, expiresAt: string}>}
   */
  createSessionToken({ identifier, ttlS = 3_600, toolsets, effects }, options) {
    const json = { identifier, ttl_s: ttlS, toolsets, effects };
    /** @param {{token: string, expires_at: string}} answer */
    const read = (answer) => ({ token: answer.token, expiresAt: answer.expires_at });
    return this.#send({ method: "POST", path: "/v1/session-tokens", json, read }, options);
  }
}

/** @param {any} raw @returns {ConnectedAccount} */
function accountOf(raw) {
  return {
    id: raw.id,
    connection: raw.connection,
    identifier: raw.identifier,
    status: raw.status,
    statusReason: raw.status_reason,
    scopes: raw.scopes,
    workspaces: raw.workspaces,
    providerAccount: raw.provider_account ?? null,
  };
}

/** @param {any} raw */
function account(raw) {
  return { connectedAccount: accountOf(raw) };
}

/** @param {any} raw */
function accounts(raw) {
  return { connectedAccounts: raw.accounts.map(accountOf), nextCursor: raw.next_cursor };
}

/** @param {any} raw */
function link(raw) {
  return { link: raw.link, expiresAt: raw.expires_at };
}

/** @param {any} raw @returns {Tool} */
function tool(raw) {
  const { name, title, description, toolset, effect, input_schema: inputSchema = {} } = raw;
  return { name, title, description, toolset, effect, inputSchema };
}

/** @param {any} raw */
function tools(raw) {
  return raw.tools.map(tool);
}
