// What is tried again, and what is not; bearers; giving up; secrets. The requests are counted where they arrive.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, beforeEach, mock, test } from "node:test";
import { inspect } from "node:util";

import * as innkeeper from "innkeeper";
import { InnkeeperClient } from "innkeeper";

import { RESULT, problem, standIn } from "./stage.js";

const SECRET = "the-secret-half";
const BUSY = problem("OVERLOADED", 503, { can_retry: true, retry_after_ms: 10 });
const LIMITED = problem("RATE_LIMITED", 429, { can_retry: true, retry_after_ms: 20 });
const CALL = { identifier: "ada", toolName: "t" };

const host = await standIn();
let inn;
after(() => host.close());
beforeEach(() => {
  Object.assign(host, { answers: [], always: [200, RESULT], calls: [], exchanges: 0, expiresIn: 3_600 });
  inn = new InnkeeperClient(host.url, "ik_id", SECRET, { timeoutMs: 5_000 });
});

const rejects = (promise, name) => assert.rejects(promise, (error) => error.name === name || assert.fail(inspect(error)));

test("what may work later is tried again", async () => {
  host.answers = [BUSY, LIMITED];
  assert.equal((await inn.actions.executeTool(CALL)).done, true);
  assert.equal(host.calls.length, 3);
});

test("it ends after two further tries", async () => {
  host.always = BUSY;
  await rejects(inn.actions.executeTool(CALL), "OverloadedError");
  assert.equal(host.calls.length, 3);
});

test("what may not be retried is not", async () => {
  for (const [kind, status] of [["CONNECTION_UNHEALTHY", 503], ["UPSTREAM_SERVER", 502], ["RATE_LIMITED", 429]]) {
    host.calls.length = 0;
    host.always = problem(kind, status);
    await assert.rejects(inn.actions.executeTool(CALL));
    assert.equal(host.calls.length, 1, kind);
  }
});

test("a wait that is too long is the caller's", async () => {
  host.always = problem("RATE_LIMITED", 429, { can_retry: true, retry_after_ms: 3_600_000 });
  await assert.rejects(inn.actions.executeTool(CALL), { name: "RateLimitedError", retryAfterMs: 3_600_000 });
  assert.equal(host.calls.length, 1);
});

test("a write whose answer was lost is not sent twice, unless under an idempotency key", async () => {
  host.answers = [null];
  await rejects(inn.actions.executeTool(CALL), "ConnectionLostError");
  assert.equal(host.calls.length, 1);
  host.answers = [null];
  assert.equal((await inn.actions.executeTool({ ...CALL, idempotencyKey: "k" })).done, true);
  assert.equal(host.calls.length, 3);
});

test("reading is tried again", async () => {
  host.answers = [null, [200, { tools: [] }]];
  assert.deepEqual(await inn.actions.listTools(), []);
});

test("a call that takes too long ends", async () => {
  const hasty = new InnkeeperClient(host.url, "ik_id", SECRET, { timeoutMs: 200 });
  host.answers = [undefined];
  await rejects(hasty.actions.executeTool(CALL), "HostTimeoutError");
  assert.equal(host.calls.length, 1);
});

test("a caller gives up, also while it waits", async () => {
  const reason = new Error("the user left");
  host.answers = [undefined];
  const calling = new AbortController();
  const call = inn.actions.executeTool(CALL, { signal: calling.signal });
  while (host.calls.length === 0) await new Promise(setImmediate);
  calling.abort(reason);
  await assert.rejects(call, reason);

  host.answers = [problem("OVERLOADED", 503, { can_retry: true, retry_after_ms: 20_000 })];
  const waiting = new AbortController();
  const patient = inn.actions.executeTool(CALL, { signal: waiting.signal });
  while (host.answers.length > 0) await new Promise(setImmediate);
  waiting.abort(reason);
  await assert.rejects(patient, reason);
  await assert.rejects(inn.actions.executeTool(CALL, { signal: AbortSignal.abort(reason) }), reason);
  assert.equal(host.calls.length, 2);
});

test("nobody there is said so", async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const lost = new InnkeeperClient(`http://127.0.0.1:${port}`, undefined, undefined, { key: "ik_x", maxRetries: 1 });
  await rejects(lost.actions.executeTool(CALL), "HostUnreachableError");
});

test("fifty calls share one exchange", async () => {
  const results = await Promise.all(Array.from({ length: 50 }, () => inn.actions.executeTool(CALL)));
  assert.ok(results.every(({ done }) => done));
  assert.deepEqual([host.exchanges, host.calls.length], [1, 50]);
  const real = new InnkeeperClient();
  const who = () => real.actions.executeTool({ identifier: "alice", toolName: "bitbucket_user_get" });
  const users = await Promise.all(Array.from({ length: 50 }, who));
  assert.ok(users.every(({ nickname }) => nickname === "alice"));
});

test("a bearer is renewed before it ends", async (context) => {
  let now = 1_000;
  const clock = mock.method(performance, "now", () => now);
  context.after(() => clock.mock.restore());
  await inn.actions.executeTool(CALL);
  now += 3_530_000;
  await inn.actions.executeTool(CALL);
  assert.equal(host.exchanges, 1);
  now += 15_000;
  await inn.actions.executeTool(CALL);
  assert.equal(host.exchanges, 2);
  assert.equal(host.calls.at(-1), "Bearer ia_bearer_2");
});

test("a bearer that the host no longer takes is renewed once", async () => {
  await inn.actions.executeTool(CALL);
  host.answers = [problem("UNAUTHENTICATED", 401)];
  await inn.actions.executeTool(CALL);
  assert.equal(host.exchanges, 2);
  host.always = problem("UNAUTHENTICATED", 401);
  await rejects(inn.actions.executeTool(CALL), "UnauthenticatedError");
  assert.equal(host.exchanges, 3, "it goes on asking");
});

test("a secret is in nothing that is printed", async () => {
  const options = { depth: Infinity, showHidden: true };
  const withKey = new InnkeeperClient(host.url, undefined, undefined, { key: SECRET });
  await inn.actions.executeTool(CALL);
  for (const client of [inn, withKey]) {
    assert.ok(!(inspect(client, options) + JSON.stringify(client)).includes(SECRET));
  }
  host.answers = [null, problem("INTERNAL", 500)];
  for (const client of [inn, withKey]) {
    const error = await client.actions.executeTool(CALL).then(assert.fail, (reason) => reason);
    assert.ok(error instanceof innkeeper.InnkeeperError, inspect(error));
    const shown = inspect(error, options);
    assert.ok(!shown.includes(SECRET) && !shown.includes("ia_bearer"), shown);
  }
});
