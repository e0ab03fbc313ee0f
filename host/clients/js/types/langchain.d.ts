/**
 * The host's tools for one user. What narrows the list has to agree, all of it.
 *
 * @param {ToolChoice} [choice]
 * @returns {Promise<DynamicStructuredTool[]>}
 * @throws {RangeError} for a name that is no tool, and for more tools than `limit`.
 */
export function getTools(choice?: ToolChoice): Promise<DynamicStructuredTool[]>;
export type ToolChoice = {
    connectionName?: string | undefined;
    identifier?: string | undefined;
    /**
     * Without one, one is made of the environment, and shared.
     */
    client?: InnkeeperClient | undefined;
    toolset?: string | undefined;
    toolNames?: readonly string[] | undefined;
    /**
     * `read`, `write`, `destructive`.
     */
    effects?: readonly string[] | undefined;
    toolFilter?: ((tool: import("./actions.js").Tool) => boolean) | undefined;
    /**
     * More tools than this are an error: models choose badly among hundreds.
     */
    limit?: number | undefined;
};
import { DynamicStructuredTool } from "@langchain/core/tools";
import { InnkeeperClient } from "./client.js";
