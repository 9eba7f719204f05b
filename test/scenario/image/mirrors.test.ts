import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { downloadBlob } from "../../../src/registry/blob-download.ts";
import type { Descriptor } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { defaultHost } from "../../../src/registry/hosts/registry-host.ts";
import { Registry, type RegistryOptions } from "../../../src/registry/registry.ts";
import { startFaultyRegistry } from "../../support/faulty-registry.ts";
import { type Registry as RealRegistry, startRegistry } from "../../support/registry.ts";

const quick: RegistryOptions = {
  retries: { attempts: 4, baseMs: 5, capMs: 1_500 },
  timeouts: { connectMs: 60_000, stallMs: 60_000 },
};
const never = new AbortController().signal;
const repository = "library/nginx";
const nginx = { repository, version: "latest", what: "nginx" };
let real: RealRegistry;
let layer: Descriptor;
let manifestDigest: string;

before(async () => {
  real = await startRegistry();
  using registry = new Registry([defaultHost(real.host)], quick);
  const { descriptor, bytes } = await registry.manifest(nginx, never);
  manifestDigest = descriptor.digest;
  layer = JSON.parse(Buffer.from(bytes).toString()).layers[0];
});
after(() => real[Symbol.asyncDispose]());

async function blob(registry: Registry): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of downloadBlob(registry, { repository, descriptor: layer, signal: never }))
    chunks.push(chunk);
  return digestOf(Buffer.concat(chunks));
}

describe("a mirror", () => {
  const mirrored = (mirror: string, server: string) =>
    new Registry(
      [{ ...defaultHost(mirror), namespace: "docker.io", headers: { "x-key": ["k"] } }, defaultHost(server)],
      quick,
    );

  test("is told whose content it is asked for, and gets its headers", async () => {
    await using faulty = await startFaultyRegistry(real.url);
    using registry = mirrored(faulty.host, "127.0.0.1:1");
    await registry.manifest(nginx, never);
    const [{ path, headers } = assert.fail()] = faulty.requests;
    assert.deepEqual([path, headers["x-key"]], ["/v2/library/nginx/manifests/latest?ns=docker.io", "k"]);
  });

  test("that is down, or does not have it, is passed over", async () => {
    using down = mirrored("127.0.0.1:1", real.host);
    assert.equal((await down.manifest(nginx, never)).descriptor.digest, manifestDigest);
    await using empty = await startFaultyRegistry(real.url, [{ fault: { kind: "status", status: 404 } }]);
    using registry = mirrored(empty.host, real.host);
    assert.equal((await registry.manifest(nginx, never)).descriptor.digest, manifestDigest);
  });

  test("that has a problem of its own is not waited for while the server answers", async () => {
    await using ailing = await startFaultyRegistry(real.url, [{ fault: { kind: "status", status: 503 } }]);
    using registry = mirrored(ailing.host, real.host);
    assert.equal((await registry.manifest(nginx, never)).descriptor.digest, manifestDigest);
    assert.equal(await blob(registry), layer.digest);
    assert.equal(ailing.requests.length, 2); // Once for each.
  });

  test("that has a problem for a while is waited for where the server does not answer", async () => {
    await using ailing = await startFaultyRegistry(real.url, [{ fault: { kind: "status", status: 503 }, times: 2 }]);
    using registry = mirrored(ailing.host, "127.0.0.1:1");
    assert.equal((await registry.manifest(nginx, never)).descriptor.digest, manifestDigest);
  });

  test("that has a problem for good says less than the server, which does not have it", async () => {
    await using ailing = await startFaultyRegistry(real.url, [{ fault: { kind: "status", status: 503 } }]);
    using registry = mirrored(ailing.host, real.host);
    await assert.rejects(registry.manifest({ ...nginx, version: "no-such-tag" }, never), { code: "UNKNOWN_IMAGE" });
  });

  test("says more with its answer than the server with its silence", async () => {
    using registry = mirrored(real.host, "127.0.0.1:1");
    await assert.rejects(registry.manifest({ ...nginx, version: "no-such-tag" }, never), { code: "UNKNOWN_IMAGE" });
  });
});
