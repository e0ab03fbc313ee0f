// What the suite runs against: a house with alice connected, its provider's control, and servers that play a host.

import { createServer } from "node:http";

export const RESULT = { execution_id: "exe_1", tool: "t", account: {}, data: { done: true }, meta: {} };

const control = process.env.CONTROL_URL;

export const provider = {
  /** The requests that the provider has seen whose path holds `part`. */
  async requests(part) {
    const seen = await (await fetch(`${control}/requests`)).json();
    return seen.filter(({ path }) => path.includes(part));
  },
  async failsNext(path, how) {
    const body = JSON.stringify({ path, ...how });
    const { status } = await fetch(`${control}/faults`, { method: "POST", headers: { "content-type": "application/json" }, body });
    if (status !== 204) throw new Error(`the control answered ${status}`);
  },
};

export function problem(kind, status, more = {}) {
  return [status, { kind, status, title: "A title", detail: "a sentence", ...more }];
}

/** A server that plays a host: it gives out bearers, and answers calls with what it was told, in order. */
export async function standIn() {
  const played = { answers: [], always: [200, RESULT], expiresIn: 3_600, exchanges: 0, calls: [], url: "" };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      if (request.url === "/oauth/token") {
        played.exchanges += 1;
        const token = { access_token: `ia_bearer_${played.exchanges}`, token_type: "Bearer", expires_in: played.expiresIn };
        return answer(response, 200, token);
      }
      played.calls.push(request.headers.authorization);
      const next = played.answers.length > 0 ? played.answers.shift() : played.always;
      if (next === null) return request.socket.destroy();
      if (next === undefined) return undefined;
      return answer(response, ...next);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  played.url = `http://127.0.0.1:${server.address().port}`;
  played.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return played;
}

function answer(response, status, document) {
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": type }).end(JSON.stringify(document));
}

/** Opens a link as a browser does; the simulated Bitbucket says yes as alice at once. */
export async function consent(link) {
  const jar = new Map();
  let url = new URL(link);
  url.searchParams.set("go", "1");
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const page = await fetch(url, { redirect: "manual", headers: cookie ? { cookie } : {} });
    for (const set of page.headers.getSetCookie()) {
      const [pair] = set.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    await page.text();
    const next = page.headers.get("location");
    if (next === null) {
      if (page.status !== 200) throw new Error(`consent ended with ${page.status}`);
      return;
    }
    url = new URL(next, url);
  }
  throw new Error("consent leads on and on");
}
