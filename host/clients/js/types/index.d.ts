export { Actions } from "./actions.js";
export { InnkeeperClient } from "./client.js";
export * from "./errors.js";
export { ToolResult, executionOf } from "./result.js";
