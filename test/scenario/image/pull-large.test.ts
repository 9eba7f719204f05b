import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { largeBlobBytes } from "../../../src/engine/large-blob.ts";
import { tarEnd, tarHeader } from "../../../src/image/archive/tar-writer.ts";
import { pullImage } from "../../../src/image/pull/pull.ts";
import { type Descriptor, mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { until } from "../../support/condition.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { MadeRegistry } from "../../support/made-registry.ts";

let engine: TestEngine;
let registry: MadeRegistry;
let bytes: Buffer;
let layer: Descriptor;
let reference: string;

before(async () => {
  [engine, registry] = await Promise.all([startEngine(), MadeRegistry.start()]);
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

// Another one for each test: namespaces share what one of them has.
beforeEach(() => {
  const header = tarHeader({ name: "file", type: "file", mode: 0o644, size: largeBlobBytes });
  bytes = Buffer.concat([header, randomBytes(largeBlobBytes), tarEnd]);
  layer = registry.put(mediaTypes.ociLayer, bytes);
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const document = { architecture, os: "linux", rootfs: { type: "layers", diff_ids: [layer.digest] } };
  const config = registry.put(mediaTypes.ociConfig, document);
  const manifest = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] };
  reference = registry.tag("large", "latest", registry.put(mediaTypes.ociManifest, manifest));
});

const puller = () => imageContext({ address: engine.address });
const blobRequests = () => registry.requests.filter((line) => line.endsWith(layer.digest)).length;

async function isIntact({ engine: { content } }: ReturnType<typeof puller>): Promise<boolean> {
  return digestOf(await content.bytes(layer.digest)) === layer.digest;
}

describe("a large layer, which goes past the engine's socket", () => {
  test("is there once, byte for byte, however many pull it at once", async () => {
    using here = puller();
    await Promise.all([1, 2, 3].map(async () => await pullImage(here, { reference, policy: "always" })));
    assert.equal(await isIntact(here), true);
    assert.equal(blobRequests(), 1);
    assert.deepEqual([await here.engine.content.statuses(), await here.engine.leases.list()], [[], []]);
  });

  test("that is another one is found out when it is whole, and nothing of it is kept", async () => {
    using here = puller();
    const other = Buffer.from(bytes);
    other[1_000_000]! ^= 1;
    registry.lie(layer, other);
    await assert.rejects(pullImage(here, { reference, policy: "always" }), {
      code: "DIGEST_MISMATCH",
      message: new RegExp(layer.digest),
    });
    await until("all that has come is collected", async () => {
      await here.engine.leases.collect();
      return (await here.engine.content.statuses()).length === 0;
    });
    registry.lie(layer, bytes);
    await pullImage(here, { reference, policy: "always" });
    assert.equal(await isIntact(here), true);
  });

  test("whose first part was left wrong is fetched anew", async () => {
    using here = puller();
    const cut = new Error("cut");
    const { digest, size } = layer;
    const held = async () => Number((await here.engine.content.statuses())[0]?.offset ?? 0);
    const wrong = async function* () {
      yield new Uint8Array(1024 * 1024);
      await until("containerd has some of it", async () => (await held()) > 0);
      throw cut;
    };
    const write = here.engine.content.write({ ref: `layer-${digest}`, expected: digest, total: size }, wrong());
    await assert.rejects(write, cut);
    assert.ok((await held()) > 0);
    await pullImage(here, { reference, policy: "always" });
    assert.equal(await isIntact(here), true);
    assert.equal(blobRequests(), 2);
  });
});
