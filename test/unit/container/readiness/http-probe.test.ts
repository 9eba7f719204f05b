import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { fits, type HttpCheck, probeHttp } from "../../../../src/container/readiness/http-probe.ts";

async function server() {
  const http = createServer((request, response) => {
    const path = request.url ?? "";
    if (path === "/silent") return;
    const status = Number(/\d+/.exec(path)?.[0] ?? 200);
    response.writeHead(status, status === 302 ? { location: "/500" } : {}).end(`up, ${request.headers["x-who"]}`);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo; // It listens on TCP.
  return {
    port,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
}

describe("a look at a web server", () => {
  const cases: readonly [check: HttpCheck, ready: boolean, text: string][] = [
    [{ http: "/" }, true, "GET / on port PORT answered 200"],
    [{ http: "302" }, true, "GET 302 on port PORT answered 302"],
    [{ http: "/404" }, false, "GET /404 on port PORT answered 404"],
    [{ http: "/404", status: [401, 404] }, true, "GET /404 on port PORT answered 404"],
    [{ http: "/", status: 204 }, false, "GET / on port PORT answered 200"],
    [{ http: "/503", status: (status) => status > 500 }, true, "GET /503 on port PORT answered 503"],
    [{ http: "/", body: /^up, me$/, headers: { "x-who": "me" } }, true, "GET / on port PORT answered 200"],
    [{ http: "/", body: "down" }, false, "GET / on port PORT answered 200 with another body"],
    [{ http: "/silent" }, false, "GET /silent on port PORT did not answer within 0.3 s"],
  ];

  test("counts status and body, follows no redirects, and gives up in time", async () => {
    await using web = await server();
    for (const [check, ready, text] of cases) {
      const result = await probeHttp(
        { host: "127.0.0.1", port: web.port },
        check,
        check.http === "/silent" ? 300 : 30_000,
      );
      assert.deepEqual(result, { ready, text: text.replace("PORT", String(web.port)) });
    }
  });

  test("says why nobody answers", async () => {
    const { port } = await (async () => {
      await using gone = await server();
      return gone;
    })();
    const { ready, text } = await probeHttp({ host: "127.0.0.1", port }, { http: "/" }, 30_000);
    assert.equal(ready, false);
    assert.match(text, new RegExp(`^GET / on port ${port} failed: .`));
  });
});

describe("a text", () => {
  test("fits what it matches, also by an expression that remembers, or contains", () => {
    const global = /ready/g;
    assert.deepEqual(
      [fits("ready", global), fits("ready", global), fits("a.b", "a.b"), fits("axb", "a.b")],
      [true, true, true, false],
    );
  });
});
