// The example of the package's front page runs.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { mock, test } from "node:test";

import { consent } from "./stage.js";

test("the example asks for consent and then calls", async () => {
  const readme = await readFile("node_modules/innkeeper/README.md", "utf8");
  const [[, example], ...more] = readme.matchAll(/```js\n(.*?)```/gs);
  assert.equal(more.length, 0);
  await writeFile("example.mjs", example);
  const log = mock.method(console, "log", () => undefined);
  await import("./example.mjs?first");
  const [, link] = log.mock.calls[0].arguments;
  await consent(link);
  await import("./example.mjs?second");
  assert.match(log.mock.calls[1].arguments[0], /^acme\//);
  log.mock.restore();
});
