import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { loadImages } from "../../../src/image/archive/load.ts";
import { hostPlatform } from "../../../src/image/platform.ts";
import { type Descriptor, mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { type RawEntry, rawTar } from "../../support/raw-tar.ts";

let engine: TestEngine;

before(async () => {
  engine = await startEngine();
});
after(() => engine[Symbol.asyncDispose]());

/** An OCI layout whose `index.json` names an index, `depth` indexes above the image. */
async function* layout(depth: number): AsyncGenerator<Uint8Array> {
  const files: RawEntry[] = [];
  const add = (mediaType: string, content: string | Buffer): Descriptor => {
    const bytes = Buffer.from(content);
    const digest = digestOf(bytes);
    files.push({ name: `blobs/${digest.replace(":", "/")}`, content: bytes });
    return { mediaType, digest, size: bytes.length };
  };
  const index = (...manifests: Descriptor[]) =>
    JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests });
  const tar = rawTar({ name: "motd", content: "hello" });
  const platform = hostPlatform();
  const rootfs = { type: "layers", diff_ids: [digestOf(tar)] };
  const config = add(
    mediaTypes.ociConfig,
    JSON.stringify({ os: platform.os, architecture: platform.architecture, rootfs }),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config,
    layers: [add(mediaTypes.ociLayer, tar)],
  };
  let top = add(
    mediaTypes.ociIndex,
    index({ ...add(mediaTypes.ociManifest, JSON.stringify(manifest)), platform } as Descriptor),
  );
  for (let at = 1; at < depth; at++) top = add(mediaTypes.ociIndex, index(top));
  const name = { "io.containerd.image.name": "docker.io/library/nested:1" };
  yield rawTar(...files, { name: "index.json", content: index({ ...top, annotations: name }) });
}

describe("load of an index in an index", () => {
  test("finds the image, and keeps all that leads to it", async () => {
    using here = imageContext({ address: engine.address });
    const [image] = await loadImages(here, layout(2));
    assert.deepEqual([image?.reference, image?.platform], ["nested:1", hostPlatform()]);
    await here.engine.leases.collect();
    assert.equal((await here.engine.content.list()).length, 5);
    await here.engine.images.delete("docker.io/library/nested:1", { sync: true });
  });

  test("ends where they are too many", async () => {
    using here = imageContext({ address: engine.address });
    await assert.rejects(loadImages(here, layout(9)), {
      code: "IMAGE_INVALID",
      message: /indexes in indexes, too many/,
    });
  });
});
