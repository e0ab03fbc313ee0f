/**
 * Client of Innkeeper: call a provider's API by tool name, without ever seeing a token.
 *
 * Reading order: `client` (credentials, time limits, what is tried again), `actions` (what can be done), `result`
 * (what a tool answers), `errors` (one for each kind of problem). `innkeeper/langchain` gives LangChain tools.
 *
 * @module innkeeper
 */

export { Actions } from "./actions.js";
export { InnkeeperClient } from "./client.js";
export * from "./errors.js";
export { ToolResult, executionOf } from "./result.js";
