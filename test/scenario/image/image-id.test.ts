import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { convertImage } from "../../../src/image/convert/convert.ts";
import { layerFormat } from "../../../src/image/convert/plan/convert-options.ts";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { recordImage } from "../../../src/image/image-record.ts";
import { jsonBlob, storeBlob } from "../../../src/image/layer/made-blob.ts";
import { resolveImage } from "../../../src/image/lookup.ts";
import { leasedEngine } from "../../../src/image/pull/pull-lease.ts";
import { removeImage } from "../../../src/image/remove.ts";
import { mediaTypes } from "../../../src/registry/descriptor.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";

let engine: TestEngine;

before(async () => {
  engine = await startEngine();
});
after(() => engine[Symbol.asyncDispose]());

describe("an image's ID that manifests of several forms have", () => {
  test("names one image, which is removed with all of them", async () => {
    using here = imageContext({ address: engine.address });
    const plain = await imageFromFiles(here, { name: "plain:1", files: { "/motd": "hello" } });
    const format = layerFormat({ zstd: true, zstdCompressionLevel: 3 });
    const names = { source: "plain:1", target: "converted:1" };
    const converted = await convertImage(here, { ...names, format, oci: true, platforms: undefined });
    assert.notEqual(converted.digest, plain.digest);
    const id = plain.configDigest.slice(7, 19);
    assert.equal((await resolveImage(here, id)).configDigest, plain.configDigest);
    await assert.rejects(removeImage(here, id), { code: "IMAGE_IN_USE", message: /has 2 names/ });
    const { untagged, deleted } = await removeImage(here, id, { force: true });
    assert.deepEqual(new Set(untagged), new Set(["plain:1", "converted:1"]));
    assert.deepEqual(new Set(deleted), new Set([plain.digest, converted.digest]));
    assert.deepEqual(await here.engine.images.list(), []);
  });

  test("names none of several artefacts, whose config is the same empty one", async () => {
    using here = imageContext({ address: engine.address });
    const config = jsonBlob("application/vnd.oci.empty.v1+json", {});
    await using leased = await leasedEngine(here.engine, "test");
    await storeBlob(leased.engine, config, here.signal);
    for (const artifactType of ["text/one", "text/two"]) {
      const type = mediaTypes.ociManifest;
      const form = { schemaVersion: 2, mediaType: type, artifactType, config: config.descriptor, layers: [] };
      const manifest = jsonBlob(type, form);
      await storeBlob(leased.engine, manifest, here.signal);
      const name = `docker.io/library/artefact:${artifactType.slice(5)}`;
      await recordImage(leased.engine, { name, target: manifest.descriptor }, here.signal);
    }
    const { digest } = config.descriptor;
    await assert.rejects(removeImage(here, digest, { force: true }), { code: "AMBIGUOUS_NAME" });
    for (const tag of ["one", "two"]) await removeImage(here, `artefact:${tag}`);
  });
});
