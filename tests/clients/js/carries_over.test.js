// Code that was written for other services with connected accounts works with another import.

import assert from "node:assert/strict";
import { test } from "node:test";

import { InnkeeperClient, ToolResult, executionOf } from "innkeeper";

import { consent, provider } from "./stage.js";

const { INNKEEPER_URL, INNKEEPER_CLIENT_ID, INNKEEPER_CLIENT_SECRET } = process.env;
const { actions } = new InnkeeperClient(INNKEEPER_URL, INNKEEPER_CLIENT_ID, INNKEEPER_CLIENT_SECRET);
const of = { connectionName: "bitbucket", identifier: "user_456" };

test("the way from no account to an answer", async () => {
  const { connectedAccount: before } = await actions.getOrCreateConnectedAccount(of);
  assert.equal(before.status, "PENDING");
  const { link } = await actions.getAuthorizationLink(of);
  await consent(link);
  const { connectedAccount } = await actions.getOrCreateConnectedAccount(of);
  assert.equal(connectedAccount.status, "ACTIVE");
  const result = await actions.executeTool({
    identifier: "user_456",
    toolName: "bitbucket_repositories_list",
    toolInput: { workspace: "acme" },
  });
  assert.match(result.values[0].uuid, /^\{/);
  assert.deepEqual(result.data.values, result.values);
  assert.equal(executionOf(result).id, result.executionId);
  assert.equal(executionOf(result).account.identifier, "user_456");
  const user = await actions.executeTool({ identifier: "user_456", toolName: "bitbucket_user_get" });
  assert.equal(user.uuid, user.data.uuid);
  const accountId = connectedAccount.id;
  assert.equal((await actions.getConnectedAccount({ accountId })).connectedAccount.identifier, "user_456");
  assert.equal((await actions.revoke({ accountId })).connectedAccount.status, "REVOKED");
  await actions.deleteConnectedAccount({ accountId });
  assert.deepEqual((await actions.listConnectedAccounts({ identifier: "user_456" })).connectedAccounts, []);
});

test("an identifier may hold anything", async () => {
  const identifier = "c/d@e.example?x=1#%20 é";
  const made = await actions.getOrCreateConnectedAccount({ connectionName: "bitbucket", identifier });
  assert.equal(made.connectedAccount.identifier, identifier);
  const listed = await actions.listConnectedAccounts({ connectionName: "bitbucket", identifier });
  assert.deepEqual(listed.connectedAccounts.map(({ id }) => id), [made.connectedAccount.id]);
});

test("accounts come page by page", async () => {
  for (const number of [0, 1, 2]) {
    await actions.getOrCreateConnectedAccount({ connectionName: "second", identifier: `leaf_${number}` });
  }
  const seen = [];
  let cursor;
  do {
    const page = await actions.listConnectedAccounts({ connectionName: "second", limit: 1, cursor });
    seen.push(...page.connectedAccounts.map(({ identifier }) => identifier));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  assert.ok(["leaf_0", "leaf_1", "leaf_2"].every((name) => seen.includes(name)) && new Set(seen).size === seen.length);
});

test("tools are listed, found and shown", async () => {
  const tools = await actions.listTools({ toolset: "repositories", effect: "read" });
  assert.ok(tools.length > 0 && tools.every(({ effect, toolset }) => effect === "read" && toolset === "repositories"));
  const found = await actions.searchTools({ query: "pipeline log" });
  assert.ok(found.some(({ name }) => name === "bitbucket_pipeline_step_log_get"));
  const tool = await actions.getTool({ toolName: "bitbucket_repositories_list" });
  assert.ok("workspace" in tool.inputSchema.properties);
});

test("a session token acts for its identifier", async () => {
  const { token } = await actions.createSessionToken({ identifier: "alice", ttlS: 60, effects: ["read"] });
  const alice = new InnkeeperClient(INNKEEPER_URL, undefined, undefined, { key: token });
  assert.equal((await alice.actions.executeTool({ toolName: "bitbucket_user_get" })).nickname, "alice");
});

test("a dry run sends nothing", async () => {
  const before = (await provider.requests("/refs/branches")).length;
  const toolInput = { workspace: "acme", repo_slug: "website", name: "dry", target_hash: "main" };
  const plan = await actions.executeTool({ identifier: "alice", toolName: "bitbucket_branch_create", toolInput, dryRun: true });
  assert.equal(executionOf(plan).meta.dry_run, true);
  assert.equal((await provider.requests("/refs/branches")).length, before);
});

test("the provider's fields are the result's, and two names are the client's", () => {
  const data = JSON.parse('{"data": 1, "executionId": 2, "values": [3], "__proto__": {"x": 1}, "next": "n"}');
  const result = new ToolResult({ execution_id: "e", tool: "t", data, next: { page: 2 }, truncated: true });
  assert.deepEqual([result.values, result.next, result.x], [[3], "n", undefined]);
  assert.equal(result.data, data);
  assert.deepEqual([result.data.data, result.executionId], [1, "e"]);
  assert.equal(JSON.stringify(result), JSON.stringify(data));
  assert.deepEqual(executionOf(result).next, { page: 2 });
  assert.deepEqual(new ToolResult({ execution_id: "e", tool: "t", data: [1] }).data, [1]);
});
