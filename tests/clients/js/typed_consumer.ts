// What a type checker has to accept in an application, and what it has to know.

import { AuthRequiredError, InnkeeperClient, InnkeeperError, RateLimitedError, ToolResult, executionOf } from "innkeeper";
import { getTools } from "innkeeper/langchain";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}

const inn = new InnkeeperClient("http://127.0.0.1:8700", "ik_id", "secret", { timeoutMs: 1_000 });
const { actions } = inn;

export async function use(signal: AbortSignal): Promise<void> {
  const { connectedAccount } = await actions.getOrCreateConnectedAccount({ connectionName: "bitbucket", identifier: "u" });
  same<typeof connectedAccount.status, "PENDING" | "PENDING_VERIFICATION" | "ACTIVE" | "EXPIRED" | "REVOKED">(true);
  const { link } = await actions.getAuthorizationLink({ connectionName: "bitbucket", identifier: "u" });
  same<typeof link, string>(true);
  try {
    const result = await actions.executeTool({ identifier: "u", toolName: "bitbucket_user_get", toolInput: {} }, { signal });
    const plain: ToolResult = result;
    const uuid: string = result.uuid ?? result.values[0].uuid;
    const tool: string = executionOf(plain).tool;
    void [uuid, tool];
  } catch (error) {
    if (error instanceof AuthRequiredError) same<typeof error.connectUrl, string | undefined>(true);
    if (error instanceof RateLimitedError) same<typeof error.retryAfterMs, number | undefined>(true);
    if (error instanceof InnkeeperError) same<typeof error.canRetry, boolean>(true);
  }
  const tools = await getTools({ connectionName: "bitbucket", identifier: "u", client: inn, effects: ["read"] });
  const name: string = tools[0]!.name;
  void name;
  // @ts-expect-error a tool has a name
  await actions.executeTool({ identifier: "u" });
}
