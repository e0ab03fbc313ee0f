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
    /** @param {Send} send */
    constructor(send: Send);
    /**
     * The account of your user, made where there is none.
     *
     * @param {{connectionName: string, identifier: string}} of
     * @param {CallOptions} [options]
     * @returns {Promise<{connectedAccount: ConnectedAccount}>}
     */
    getOrCreateConnectedAccount({ connectionName, identifier }: {
        connectionName: string;
        identifier: string;
    }, options?: CallOptions): Promise<{
        connectedAccount: ConnectedAccount;
    }>;
    /**
     * A link where your user gives consent, once and within minutes. Where the connection asks the application to confirm
     * people, the browser comes back to `verifyUrl` with a ticket for `verify`.
     *
     * @param {{connectionName: string, identifier: string, returnUrl?: string, verifyUrl?: string}} wish
     * @param {CallOptions} [options]
     * @returns {Promise<{link: string, expiresAt: string}>}
     */
    getAuthorizationLink({ connectionName, identifier, returnUrl, verifyUrl }: {
        connectionName: string;
        identifier: string;
        returnUrl?: string;
        verifyUrl?: string;
    }, options?: CallOptions): Promise<{
        link: string;
        expiresAt: string;
    }>;
    /**
     * Confirms that the person who came back with a ticket is the one whom the link was made for.
     *
     * @param {{accountId: string, ticket: string, identifier: string}} given
     * @param {CallOptions} [options]
     * @returns {Promise<{connectedAccount: ConnectedAccount}>}
     */
    verify({ accountId, ticket, identifier }: {
        accountId: string;
        ticket: string;
        identifier: string;
    }, options?: CallOptions): Promise<{
        connectedAccount: ConnectedAccount;
    }>;
    /**
     * A page of accounts; `nextCursor` leads to the next.
     *
     * @param {{connectionName?: string, identifier?: string, status?: string, limit?: number, cursor?: string}} [filter]
     * @param {CallOptions} [options]
     * @returns {Promise<{connectedAccounts: ConnectedAccount[], nextCursor: string | undefined}>}
     */
    listConnectedAccounts({ connectionName, ...filter }?: {
        connectionName?: string;
        identifier?: string;
        status?: string;
        limit?: number;
        cursor?: string;
    }, options?: CallOptions): Promise<{
        connectedAccounts: ConnectedAccount[];
        nextCursor: string | undefined;
    }>;
    /**
     * @param {{accountId: string}} of
     * @param {CallOptions} [options]
     * @returns {Promise<{connectedAccount: ConnectedAccount}>}
     */
    getConnectedAccount({ accountId }: {
        accountId: string;
    }, options?: CallOptions): Promise<{
        connectedAccount: ConnectedAccount;
    }>;
    /**
     * Forgets an account altogether. Needs an operator's key.
     *
     * @param {{accountId: string}} of
     * @param {CallOptions} [options]
     * @returns {Promise<void>}
     */
    deleteConnectedAccount({ accountId }: {
        accountId: string;
    }, options?: CallOptions): Promise<void>;
    /**
     * Forgets an account's grant: its user has to give consent again. Needs an operator's key.
     *
     * @param {{accountId: string}} of
     * @param {CallOptions} [options]
     * @returns {Promise<{connectedAccount: ConnectedAccount}>}
     */
    revoke({ accountId }: {
        accountId: string;
    }, options?: CallOptions): Promise<{
        connectedAccount: ConnectedAccount;
    }>;
    /**
     * Calls a tool on behalf of a user. The result's fields are the provider's.
     *
     * @param {ExecuteTool} call
     * @param {CallOptions} [options]
     * @returns {Promise<import("./result.js").Answer>}
     * @throws {import("./errors.js").InnkeeperError} such as `AuthRequiredError`, whose `connectUrl` is for your user.
     */
    executeTool(call: ExecuteTool, options?: CallOptions): Promise<import("./result.js").Answer>;
    /**
     * All tools, those of a toolset, or those of one effect; with their schemas where `detail` is `full`.
     *
     * @param {{toolset?: string, effect?: string, detail?: "summary" | "full"}} [filter]
     * @param {CallOptions} [options]
     * @returns {Promise<Tool[]>}
     */
    listTools({ toolset, effect, detail }?: {
        toolset?: string;
        effect?: string;
        detail?: "summary" | "full";
    }, options?: CallOptions): Promise<Tool[]>;
    /**
     * Tools by words, such as `pipeline log`.
     *
     * @param {{query: string, detail?: "summary" | "full"}} wish
     * @param {CallOptions} [options]
     * @returns {Promise<Tool[]>}
     */
    searchTools({ query, detail }: {
        query: string;
        detail?: "summary" | "full";
    }, options?: CallOptions): Promise<Tool[]>;
    /**
     * One tool, with its schema.
     *
     * @param {{toolName: string}} of
     * @param {CallOptions} [options]
     * @returns {Promise<Tool>}
     */
    getTool({ toolName }: {
        toolName: string;
    }, options?: CallOptions): Promise<Tool>;
    /**
     * A bearer for one identifier, such as for a browser or a sandboxed agent. Needs an operator's key.
     *
     * @param {{identifier: string, ttlS?: number, toolsets?: string[], effects?: string[]}} wish
     * @param {CallOptions} [options]
     * @returns {Promise<{token: string, expiresAt: string}>}
     */
    createSessionToken({ identifier, ttlS, toolsets, effects }: {
        identifier: string;
        ttlS?: number;
        toolsets?: string[];
        effects?: string[];
    }, options?: CallOptions): Promise<{
        token: string;
        expiresAt: string;
    }>;
    #private;
}
export type CallOptions = import("./client.js").CallOptions;
export type ConnectedAccount = {
    id: string;
    connection: string;
    identifier: string;
    status: "PENDING" | "PENDING_VERIFICATION" | "ACTIVE" | "EXPIRED" | "REVOKED";
    statusReason: string;
    scopes: string[];
    /**
     * Those that calls may touch, by slug.
     */
    workspaces: {
        allowed: string[];
        default: string | null;
    };
    /**
     * Who it is at the provider; `null` before consent.
     */
    providerAccount: Record<string, any> | null;
};
export type Tool = {
    name: string;
    title: string;
    description: string;
    toolset: string;
    effect: "read" | "write" | "destructive";
    /**
     * JSON Schema 2020-12; empty where the listing left it out.
     */
    inputSchema: Record<string, any>;
};
export type ExecuteTool = {
    toolName: string;
    toolInput?: Record<string, unknown> | undefined;
    identifier?: string | undefined;
    connectionName?: string | undefined;
    accountId?: string | undefined;
    /**
     * Sends nothing and says what would be sent.
     */
    dryRun?: boolean | undefined;
    /**
     * A write is done once, however often it is tried.
     */
    idempotencyKey?: string | undefined;
    /**
     * Cuts the answer.
     */
    maxBytes?: number | undefined;
    /**
     * For the host's audit.
     */
    reason?: string | undefined;
};
export type Send = (request: import("./exchange.js").Request<any>, options?: import("./client.js").CallOptions | undefined) => Promise<any>;
