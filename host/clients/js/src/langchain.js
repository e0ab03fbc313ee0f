/**
 * The host's tools as LangChain tools. Needs `@langchain/core`.
 *
 * A model sees each tool's own JSON Schema; the host checks the input against it. What the host refuses is told to the
 * model as the tool's answer, with what helps to go on: a link for the user, the fields that are wrong, when to try again.
 *
 * @module
 */

import { DynamicStructuredTool } from "@langchain/core/tools";

import { InnkeeperClient } from "./client.js";
import { InnkeeperError, UnauthenticatedError } from "./errors.js";
import { executionOf } from "./result.js";

/**
 * @typedef {object} ToolChoice
 * @property {string} [connectionName]
 * @property {string} [identifier]
 * @property {InnkeeperClient} [client] Without one, one is made of the environment, and shared.
 * @property {string} [toolset]
 * @property {readonly string[]} [toolNames]
 * @property {readonly string[]} [effects] `read`, `write`, `destructive`.
 * @property {(tool: import("./actions.js").Tool) => boolean} [toolFilter]
 * @property {number} [limit] More tools than this are an error: models choose badly among hundreds.
 */

/** @type {InnkeeperClient | undefined} */
let shared;

/**
 * The host's tools for one user. What narrows the list has to agree, all of it.
 *
 * @param {ToolChoice} [choice]
 * @returns {Promise<DynamicStructuredTool[]>}
 * @throws {RangeError} for a name that is no tool, and for more tools than `limit`.
 */
export async function getTools(choice = {}) {
  const { connectionName, identifier, toolset } = choice;
  const client = choice.client ?? (shared ??= new InnkeeperClient());
  const listed = await client.actions.listTools({ toolset, detail: "full" });
  return choose(listed, choice).map((tool) => asLangChain(client, tool, { connectionName, identifier }));
}

/**
 * @param {InnkeeperClient} client
 * @param {import("./actions.js").Tool} tool
 * @param {{connectionName?: string, identifier?: string}} call
 */
function asLangChain(client, tool, call) {
  return new DynamicStructuredTool({
    name: tool.name,
    description: tool.description,
    schema: tool.inputSchema,
    metadata: { effect: tool.effect, toolset: tool.toolset },
    responseFormat: "content_and_artifact",
    func: async (/** @type {any} */ toolInput, _manager, config) => {
      try {
        const result = await client.actions.executeTool({ ...call, toolName: tool.name, toolInput }, { signal: config?.signal });
        return [content(tool.name, result), result];
      } catch (error) {
        // What a model can act on is told to it; a key that is none is for the programmer.
        if (!(error instanceof InnkeeperError) || error instanceof UnauthenticatedError) throw error;
        return [forTheModel(error), error];
      }
    },
  });
}

/**
 * @param {import("./actions.js").Tool[]} listed
 * @param {ToolChoice} choice
 */
function choose(listed, { toolNames, effects, toolFilter, limit }) {
  const known = new Set(listed.map((tool) => tool.name));
  const unknown = (toolNames ?? []).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new RangeError(`there is no such tool here: ${unknown.join(", ")}`);
  const chosen = listed.filter(
    (tool) =>
      (toolNames?.includes(tool.name) ?? true) && (effects?.includes(tool.effect) ?? true) && (toolFilter?.(tool) ?? true),
  );
  if (limit !== undefined && chosen.length > limit) {
    throw new RangeError(`${chosen.length} tools match, more than the limit of ${limit}: name a toolset or toolNames`);
  }
  return chosen;
}

/**
 * What the model reads: the data alone, and how to read on where it was cut.
 *
 * @param {string} tool
 * @param {import("./result.js").ToolResult} result
 */
function content(tool, result) {
  const { truncated, next } = executionOf(result);
  const text = JSON.stringify(result);
  return truncated && next ? `${text}\nThis was cut. To read on, call ${tool} with ${JSON.stringify(next)}` : text;
}

/** @param {InnkeeperError} error */
function forTheModel(error) {
  const said = [`Error: ${error.kind ?? error.name}: ${error.detail}`];
  if (error.connectUrl) said.push(`Ask the user to open this link: ${error.connectUrl}`);
  if (error.retryAfterMs !== undefined) said.push(`Try again after ${Math.ceil(error.retryAfterMs / 1_000)} seconds.`);
  return said.join("\n");
}
