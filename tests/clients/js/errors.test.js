// Each kind of problem is an error of its own, with what helps to go on.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import * as innkeeper from "innkeeper";
import { InnkeeperClient, InnkeeperError } from "innkeeper";

import { RESULT, consent, problem, provider, standIn } from "./stage.js";

const inn = new InnkeeperClient();
const host = await standIn();
const played = new InnkeeperClient(host.url, "ik_id", "the-secret-half");
after(() => host.close());
beforeEach(() => Object.assign(host, { always: [200, RESULT], answers: [] }));

async function caught(promise) {
  const error = await promise.then(() => undefined, (reason) => reason);
  assert.ok(error instanceof InnkeeperError, `no InnkeeperError: ${error}`);
  return error;
}

/** `UPSTREAM_RATE_LIMIT` → `UpstreamRateLimitError`. */
function nameOf(kind) {
  return `${kind.toLowerCase().replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase())}Error`;
}

for (const kind of process.env.KINDS.split(" ")) {
  test(`${kind} becomes its error`, async () => {
    host.always = problem(kind, 418, { execution_id: "exe_7", upstream_status: 502, layer: "role" });
    const error = await caught(played.actions.executeTool({ identifier: "ada", toolName: "t" }));
    assert.equal(error.constructor, innkeeper[nameOf(kind)]);
    assert.equal(error.name, nameOf(kind));
    assert.deepEqual([error.status, error.executionId, error.upstreamStatus, error.layer], [418, "exe_7", 502, "role"]);
    assert.equal(error.message, `${kind}: a sentence`);
  });
}

test("a kind of the future is the base", async () => {
  for (const kind of ["NOT_KNOWN_YET", "constructor", "__proto__"]) {
    host.always = problem(kind, 499);
    const error = await caught(played.actions.listTools());
    assert.deepEqual([error.constructor, error.kind], [InnkeeperError, kind]);
  }
});

test("what is no host is said so", async () => {
  host.always = [200, { hello: "world" }];
  assert.ok((await caught(played.actions.listTools())) instanceof innkeeper.UnexpectedAnswerError);
});

const call = (toolName, toolInput = {}) => () => inn.actions.executeTool({ identifier: "alice", toolName, toolInput });
const failing = (status) => async () => {
  await provider.failsNext("/repositories/acme/nobody", { status });
  return call("bitbucket_repository_get", { workspace: "acme", repo_slug: "nobody" })();
};

const provoked = {
  BadInputError: call("bitbucket_repositories_list", { pagelen: "many" }),
  ToolNotFoundError: call("bitbucket_repositories_lists"),
  AccountNotFoundError: () => inn.actions.getConnectedAccount({ accountId: `acc_${"a".repeat(26)}` }),
  NotFoundError: () => inn.actions.getOrCreateConnectedAccount({ connectionName: "nowhere", identifier: "x" }),
  PolicyDeniedError: call("bitbucket_repositories_list", { workspace: "nobodys" }),
  UpstreamNotFoundError: call("bitbucket_repository_get", { workspace: "acme", repo_slug: "none" }),
  UpstreamForbiddenError: failing(403),
  UpstreamConflictError: failing(409),
  UpstreamGoneError: failing(410),
  UpstreamValidationError: failing(400),
  GuestTrapError: call("trap"),
  GuestEgressDeniedError: call("send_undeclared"),
};
for (const [name, provoke] of Object.entries(provoked)) {
  test(`a host that is provoked answers with ${name}`, async () => {
    const error = await caught(provoke());
    assert.equal(error.name, name, error.message);
    assert.ok(error.detail.length > 0 && error.status >= 400);
  });
}

test("violations name the fields", async () => {
  const error = await caught(call("bitbucket_repositories_list", { pagelen: "many" })());
  assert.deepEqual(error.violations.map(({ path }) => path), ["/pagelen"]);
});

test("consent is asked for with a link", async () => {
  const of = { connectionName: "bitbucket", identifier: "latecomer" };
  await inn.actions.getOrCreateConnectedAccount(of);
  const who = () => inn.actions.executeTool({ identifier: "latecomer", toolName: "bitbucket_user_get" });
  const error = await caught(who());
  assert.ok(error instanceof innkeeper.AuthRequiredError);
  await consent(error.connectUrl);
  assert.equal((await who()).nickname, "alice");
});

test("a wrong secret is said so", async () => {
  const wrong = new InnkeeperClient(process.env.INNKEEPER_URL, process.env.INNKEEPER_CLIENT_ID, "wrong-half");
  const error = await caught(wrong.actions.listTools());
  assert.ok(error instanceof innkeeper.UnauthenticatedError);
  assert.match(error.message, /not the halves of a valid API key/);
});

test("half of the credentials is refused before anything is sent", () => {
  assert.throws(() => new InnkeeperClient("http://127.0.0.1:9", "ik_id"), /INNKEEPER_CLIENT_ID/);
  assert.throws(() => new InnkeeperClient("http://127.0.0.1:9", "a", "b", { key: "c" }), /INNKEEPER_KEY/);
});
