import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { mediaTypes } from "../../../../src/registry/descriptor.ts";
import { defaultHost } from "../../../../src/registry/hosts/registry-host.ts";
import { Registry } from "../../../../src/registry/registry.ts";

const never = new AbortController().signal;
const manifest = JSON.stringify({ schemaVersion: 2, config: {}, layers: [] });

/** A registry that takes tokens from its own token server, each as often as `uses`. */
async function tokenRegistry({ uses = Number.POSITIVE_INFINITY, reply = (token: string): object => ({ token }) } = {}) {
  const seen: string[] = [];
  const left = new Map<string, number>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://registry");
    seen.push(`${pathname}${searchParams.size > 0 ? `?${searchParams}` : ""} ${authorization(request)}`.trim());
    if (pathname === "/token") {
      const token = `t${left.size}`;
      left.set(token, uses);
      return response.end(JSON.stringify(reply(token)));
    }
    const token = authorization(request).replace("Bearer ", "");
    const usesLeft = left.get(token) ?? 0;
    if (left.has(token)) left.set(token, usesLeft - 1);
    if (usesLeft > 0) return response.writeHead(200, { "content-type": mediaTypes.ociManifest }).end(manifest);
    const realm = `http://${request.headers.host}/token`;
    return response
      .writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="r",scope="repository:a/b:pull"` })
      .end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // It listens on TCP, so it is that kind of address.
  return {
    seen,
    host,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const authorization = ({ headers }: IncomingMessage) => headers.authorization ?? "";
const ask = (registry: Registry) => registry.manifest({ repository: "a/b", version: "latest", what: "a/b" }, never);
const query = "service=r&scope=repository%3Aa%2Fb%3Apull";

describe("a token", () => {
  test("is fetched without a login, and used until it ends", async () => {
    await using server = await tokenRegistry();
    using registry = new Registry([defaultHost(server.host)]);
    await ask(registry);
    await ask(registry);
    assert.deepEqual(server.seen, [
      "/v2/a/b/manifests/latest",
      `/token?${query}`,
      "/v2/a/b/manifests/latest Bearer t0",
      "/v2/a/b/manifests/latest Bearer t0",
    ]);
  });

  test("is fetched once for requests that need it together", async () => {
    await using server = await tokenRegistry();
    using registry = new Registry([defaultHost(server.host)]);
    await Promise.all([ask(registry), ask(registry), ask(registry)]);
    assert.equal(server.seen.filter((line) => line.startsWith("/token")).length, 1);
  });

  test("is fetched anew when the registry no longer takes it", async () => {
    await using server = await tokenRegistry({ uses: 1 });
    using registry = new Registry([defaultHost(server.host)]);
    await ask(registry);
    await ask(registry);
    assert.deepEqual(server.seen.slice(3), [
      "/v2/a/b/manifests/latest Bearer t0",
      `/token?${query}`,
      "/v2/a/b/manifests/latest Bearer t1",
    ]);
  });

  test("is asked for with the login that there is, which the registry itself never sees", async () => {
    await using server = await tokenRegistry();
    using registry = new Registry([defaultHost(server.host)], {
      credentials: async () => ({ username: "u", password: "p" }),
    });
    await ask(registry);
    assert.deepEqual(
      server.seen.filter((line) => line.includes("Basic")),
      [`/token?${query} Basic ${btoa("u:p")}`],
    );
  });

  test("may be called access_token", async () => {
    await using server = await tokenRegistry({ reply: (token) => ({ access_token: token, expires_in: 300 }) });
    using registry = new Registry([defaultHost(server.host)]);
    assert.equal((await ask(registry)).descriptor.mediaType, mediaTypes.ociManifest);
  });

  for (const reply of [{}, { token: 7 }, { token: "a\r\nb: c" }]) {
    test(`that is ${JSON.stringify(reply)} is none`, async () => {
      await using server = await tokenRegistry({ reply: () => reply });
      using registry = new Registry([defaultHost(server.host)]);
      await assert.rejects(ask(registry), { code: "REGISTRY_FAILED", message: /answered with no token/ });
    });
  }

  test("that is never taken ends in REGISTRY_DENIED", async () => {
    await using server = await tokenRegistry({ uses: 0 });
    using registry = new Registry([defaultHost(server.host)]);
    await assert.rejects(ask(registry), { code: "REGISTRY_DENIED", hint: /nerdsh login/ });
  });
});
