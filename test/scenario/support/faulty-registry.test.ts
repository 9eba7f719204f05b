import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type FaultRule, startFaultyRegistry } from "../../support/faulty-registry.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";

const manifest = "/v2/library/alpine/manifests/latest";
let registry: Registry;

before(async () => {
  registry = await startRegistry();
});
after(() => registry[Symbol.asyncDispose]());

async function read(url: string, options: RequestInit = {}) {
  const accept = "application/vnd.oci.image.index.v1+json";
  const response = await fetch(new URL(manifest, url), { headers: { accept }, redirect: "manual", ...options });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const always = (fault: FaultRule["fault"]): FaultRule[] => [{ fault }];

describe("a faulty registry", () => {
  test("passes on what no rule meets, and tells what it was asked", async () => {
    await using faulty = await startFaultyRegistry(registry.url, [{ fault: { kind: "reset" }, on: /blobs/ }]);
    assert.equal((await read(faulty.url)).text, (await read(registry.url)).text);
    assert.deepEqual(
      faulty.requests.map(({ method, path }) => `${method} ${path}`),
      [`GET ${manifest}`],
    );
  });

  test("fails as often as it is told, with the status and headers that it is told", async () => {
    const fault = { kind: "status", status: 429, headers: { "retry-after": "1" } } as const;
    await using faulty = await startFaultyRegistry(registry.url, [{ fault, times: 2 }]);
    const answers = [await read(faulty.url), await read(faulty.url), await read(faulty.url)];
    assert.deepEqual(
      answers.map(({ status, headers }) => [status, headers.get("retry-after")]),
      [
        [429, "1"],
        [429, "1"],
        [200, null],
      ],
    );
  });

  test("lies about one byte, and nothing else", async () => {
    await using faulty = await startFaultyRegistry(registry.url, always({ kind: "lie" }));
    const [lie, truth] = [await read(faulty.url), await read(registry.url)];
    assert.notEqual(lie.text, truth.text);
    assert.equal(lie.text.slice(1), truth.text.slice(1));
    assert.equal(lie.headers.get("docker-content-digest"), truth.headers.get("docker-content-digest"));
  });

  test("cuts a body after a number of bytes", async () => {
    await using faulty = await startFaultyRegistry(registry.url, always({ kind: "cut", afterBytes: 10 }));
    const accept = "application/vnd.oci.image.index.v1+json";
    const response = await fetch(new URL(manifest, faulty.url), { headers: { accept } });
    let received = 0;
    await assert.rejects(async () => {
      for await (const chunk of response.body ?? []) received += chunk.length;
    });
    assert.equal(received, 10);
  });

  test("never answers, until the client gives up", async () => {
    await using faulty = await startFaultyRegistry(registry.url, always({ kind: "stall" }));
    await assert.rejects(read(faulty.url, { signal: AbortSignal.timeout(100) }), { name: "TimeoutError" });
  });

  test("sends an endless body", async () => {
    await using faulty = await startFaultyRegistry(registry.url, always({ kind: "endless" }));
    const response = await fetch(new URL(manifest, faulty.url));
    let received = 0;
    for await (const chunk of response.body ?? []) {
      received += chunk.length;
      if (received > 10_000_000) break;
    }
    assert.ok(received > 10_000_000);
  });

  test("serves a page in place of an image, and sends away to another host", async () => {
    await using faulty = await startFaultyRegistry(registry.url, [
      { fault: { kind: "html" }, times: 1 },
      { fault: { kind: "redirect", to: registry.url } },
    ]);
    assert.match((await read(faulty.url)).text, /^<!DOCTYPE html>/);
    const { status, headers } = await read(faulty.url);
    assert.deepEqual([status, headers.get("location")], [307, `${registry.url}${manifest}`]);
  });

  test("can be slow, and still tells the truth", async () => {
    await using faulty = await startFaultyRegistry(registry.url, always({ kind: "slow", bytesPerSecond: 20_000 }));
    assert.equal((await read(faulty.url)).text, (await read(registry.url)).text);
  });

  test("goes down and comes up again at the same address", async () => {
    await using faulty = await startFaultyRegistry(registry.url);
    const { url } = faulty;
    await faulty.down();
    await assert.rejects(read(url));
    await faulty.up();
    assert.equal((await read(url)).status, 200);
  });
});
