// The tools in real LangChain agents. The model is LangChain's own scripted one; all else is what people use.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { ToolMessage } from "@langchain/core/messages";
import { InnkeeperClient, ToolResult } from "innkeeper";
import { getTools } from "innkeeper/langchain";
import { AIMessage, createAgent, fakeModel } from "langchain";

import { consent, provider } from "./stage.js";

const WEEK_MS = 7 * 86_400_000;
const HERE = { workspace: "acme", repo_slug: "website" };
const LIST = "bitbucket_pull_requests_list";
const COMMENT = "bitbucket_pull_request_comment_create";
const inn = new InnkeeperClient();

const asks = (...wanted) =>
  new AIMessage({ content: "", tool_calls: wanted.map(([name, args], number) => ({ name, args, id: `call_${number}` })) });
const answers = (messages) => messages.filter((message) => ToolMessage.isInstance(message));

async function comments() {
  const posted = (await provider.requests("/pullrequests/")).filter(({ method, path }) => method === "POST" && path.endsWith("/comments"));
  return posted.map(({ path, body }) => [path, JSON.parse(body).content.raw]);
}

let fresh;
before(async () => {
  const toolInput = { ...HERE, title: "Changes until now", source_branch: "develop", destination_branch: "main" };
  fresh = await inn.actions.executeTool({ identifier: "alice", toolName: "bitbucket_pull_request_create", toolInput });
});

test("an agent reviews what waits", async () => {
  let found;
  const model = fakeModel()
    .respond(asks([LIST, { ...HERE, state: "OPEN" }]))
    .respond((messages) => {
      found = JSON.parse(answers(messages).at(-1).content).values;
      const waiting = found.filter(({ created_on }) => Date.now() - Date.parse(created_on) > WEEK_MS);
      const content = "Open for more than a week: does this still need a review?";
      return asks(...waiting.map(({ id }) => [COMMENT, { ...HERE, pull_request_id: id, content }]));
    })
    .respond(() => new AIMessage(found.map(({ id, title }) => `#${id} ${title}`).join("; ")));
  const before = (await comments()).length;
  const tools = await getTools({ connectionName: "bitbucket", identifier: "alice", toolset: "pull-requests", client: inn });
  const { messages } = await createAgent({ model, tools }).invoke({ messages: [["user", "Look after acme/website"]] });
  assert.match(messages.at(-1).content, /Menu in the header/);
  assert.ok(messages.at(-1).content.includes(`#${fresh.id} Changes until now`));
  const posted = (await comments()).slice(before);
  assert.deepEqual(posted.map(([path]) => path), ["/2.0/repositories/acme/website/pullrequests/1/comments"]);
  assert.match(posted[0][1], /more than a week/);
});

test("a missing consent is a link for the user", async () => {
  const of = { connectionName: "bitbucket", identifier: "stranger" };
  await inn.actions.getOrCreateConnectedAccount(of);
  const model = fakeModel()
    .respond(asks(["bitbucket_user_get", {}]))
    .respond((messages) => new AIMessage(answers(messages).at(-1).content.split("link: ")[1]));
  const tools = await getTools({ ...of, client: inn, toolNames: ["bitbucket_user_get"] });
  const { messages } = await createAgent({ model, tools }).invoke({ messages: [["user", "Who am I?"]] });
  await consent(messages.at(-1).content);
  assert.equal(JSON.parse(await tools[0].invoke({})).nickname, "alice");
});

test("a tool gives text and the result, and tells the model what was refused", async () => {
  const [tool] = await getTools({ connectionName: "bitbucket", identifier: "alice", client: inn, toolNames: ["bitbucket_repository_get"] });
  const message = await tool.invoke({ type: "tool_call", id: "1", name: tool.name, args: HERE });
  assert.ok(message.artifact instanceof ToolResult);
  assert.equal(message.artifact.slug, "website");
  assert.deepEqual(JSON.parse(message.content), message.artifact.data);
  const refused = await tool.invoke({ type: "tool_call", id: "2", name: tool.name, args: { ...HERE, workspace: "nobodys" } });
  assert.match(refused.content, /POLICY_DENIED/);
});

test("tools are chosen", async () => {
  const reads = await getTools({ client: inn, toolset: "pull-requests", effects: ["read"] });
  assert.ok(reads.length > 0 && reads.every(({ metadata }) => metadata.effect === "read"));
  const diffs = await getTools({ client: inn, toolset: "pull-requests", toolFilter: ({ name }) => name.includes("diff") });
  assert.ok(diffs.length > 0 && diffs.length < reads.length);
  await assert.rejects(getTools({ client: inn, limit: 5 }), /more than the limit of 5/);
  await assert.rejects(getTools({ client: inn, toolNames: ["bitbucket_nothing"] }), /bitbucket_nothing/);
  const fromEnvironment = await getTools({ identifier: "alice", toolNames: ["bitbucket_user_get"] });
  assert.equal(JSON.parse(await fromEnvironment[0].invoke({})).nickname, "alice");
});
