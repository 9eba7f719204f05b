import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { loadImages } from "../../../src/image/archive/load.ts";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { resolveImage } from "../../../src/image/lookup.ts";
import { mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { paxRecord, type RawEntry, rawEntry, rawTar } from "../../support/raw-tar.ts";

let engine: TestEngine;
before(async () => {
  engine = await startEngine();
});
after(async () => await engine[Symbol.asyncDispose]());

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** As much of one thing as somebody reads. */
async function* endless(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  while (true) yield bytes;
}

const blobPath = (digest: string) => `blobs/${digest.replace(":", "/")}`;
const blob = (content: string): RawEntry => ({ name: blobPath(digestOf(content)), content });
const table = (value: unknown): RawEntry => ({ name: "manifest.json", content: JSON.stringify(value) });
const index = (...manifests: object[]): RawEntry => ({
  name: "index.json",
  content: JSON.stringify({ schemaVersion: 2, manifests }),
});
const descriptor = (content: string, size = content.length) => ({
  mediaType: mediaTypes.ociManifest,
  digest: digestOf(content),
  size,
});

const large = Buffer.alloc(9 * 1024 * 1024, "x");
const layer: RawEntry = { name: "layer.tar", content: rawTar({ name: "a", content: "a" }) };
const nested = "[".repeat(4_000_000) + "]".repeat(4_000_000);
const manyLayers = table([{ Config: "c", Layers: Array.from({ length: 500_000 }, () => "layer.tar") }]);
const manyNames = Array.from({ length: 50_000 }, (_, at) => `x:${at}`);
const nameKey = "io.containerd.image.name";
const pinned = `docker.io/library/nginx@sha256:${"1".repeat(64)}`;
const whole = JSON.stringify({ schemaVersion: 2, config: descriptor("{}"), layers: [] });
const innerIndex = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] });
const lyingSize = JSON.stringify({ schemaVersion: 2, config: descriptor("{}"), layers: [] });

describe("load of a hostile archive", () => {
  const refused: [what: string, archive: () => AsyncIterable<Uint8Array>, expected: object][] = [
    [
      "of extended headers without end",
      () => endless(rawEntry({ name: "x", flag: "x", content: paxRecord("path", "a") })),
      { code: "ARCHIVE_INVALID", message: /extended headers in a row/ },
    ],
    [
      "of global headers without end",
      () => endless(rawEntry({ name: "g", flag: "g", content: paxRecord("comment", "a") })),
      { code: "ARCHIVE_INVALID", message: /extended headers in a row/ },
    ],
    [
      "of a name without end",
      () => only(rawEntry({ name: "L", flag: "L", size: 2 ** 32 })),
      { code: "ARCHIVE_INVALID", message: /a name or attribute of \d+ bytes/ },
    ],
    [
      "whose file claims more than comes",
      () => only(rawTar({ name: "layer.tar", content: "x", size: 100_000 })),
      { code: "ARCHIVE_INVALID", message: /ends too early/ },
    ],
    [
      "whose file claims more than any disk has",
      () => only(rawTar({ name: "layer.tar", content: "x", size: 2 ** 52 })),
      { code: "DISK_FULL", message: /layer\.tar has 4503599627370496 bytes/ },
    ],
    [
      "whose table of contents is large",
      () => only(rawTar({ name: "manifest.json", content: Buffer.alloc(9 * 1024 * 1024, " ") })),
      { code: "ARCHIVE_INVALID", message: /at most/ },
    ],
    [
      "whose table of contents is there twice",
      () => only(rawTar(table([]), table([]))),
      { code: "ARCHIVE_INVALID", message: /twice in the archive: manifest\.json/ },
    ],
    [
      "whose table of contents is nothing but brackets",
      () => only(rawTar({ name: "manifest.json", content: nested })),
      { code: /ARCHIVE_INVALID|IMAGE_INVALID/ },
    ],
    [
      "that names one layer many times",
      () => only(rawTar(layer, { name: "c", content: "{}" }, manyLayers)),
      { code: "ARCHIVE_INVALID", message: /500000 layers/ },
    ],
    [
      "that lists too many images",
      () => only(rawTar(table(Array.from({ length: 5000 }, () => ({}))))),
      { code: "ARCHIVE_INVALID", message: /5000 images/ },
    ],
    [
      "that gives an image the name of another one's digest",
      () => only(rawTar(blob(whole), index({ ...descriptor(whole), annotations: { [nameKey]: pinned } }))),
      { code: "DIGEST_MISMATCH", message: /^docker.io\/library\/nginx@sha256:1{64} would name another image: sha256:/ },
    ],
    [
      "that gives an image a name that reads as an ID",
      () => only(rawTar({ name: "c", content: "{}" }, table([{ Config: "c", RepoTags: ["sha256:ab"], Layers: [] }]))),
      { code: "INVALID_VALUE", message: /reads as an ID/ },
    ],
    [
      "that gives an image names without end",
      () => only(rawTar({ name: "c", content: "{}" }, table([{ Config: "c", RepoTags: manyNames, Layers: [] }]))),
      { code: "ARCHIVE_INVALID", message: /gives 50000 names to 1 images/ },
    ],
    [
      "with a device in it",
      () => only(rawTar({ name: "sda", flag: "4" })),
      { code: "ARCHIVE_INVALID", message: /neither file nor directory nor link: sda/ },
    ],
    [
      "with a sparse file in it",
      () => only(rawTar({ name: "x", flag: "x", content: paxRecord("GNU.sparse.major", "1") }, layer)),
      { code: "ARCHIVE_INVALID", message: /neither file nor directory nor link/ },
    ],
    [
      "with an attribute that says nothing of its length",
      () => only(rawTar({ name: "x", flag: "x", content: "999999 path=a\n" }, layer)),
      { code: "ARCHIVE_INVALID", message: /an attribute is malformed/ },
    ],
    [
      "with a large blob that is not its digest",
      () => only(rawTar({ name: blobPath(digestOf("other")), content: large })),
      { code: "DIGEST_MISMATCH", message: /not what its name says: blobs\/sha256/ },
    ],
    [
      "whose index names a small manifest that is large",
      () => only(rawTar(blob(lyingSize), index(descriptor(lyingSize, 2)))),
      { code: "IMAGE_INVALID", message: /bytes, a manifest of the archive says 2/ },
    ],
    [
      "whose manifest names a layer of another size",
      () => {
        const manifest = JSON.stringify({
          schemaVersion: 2,
          config: { ...descriptor("{}"), mediaType: mediaTypes.ociConfig },
          layers: [{ ...descriptor("layer", 999), mediaType: mediaTypes.ociLayer }],
        });
        return only(rawTar(blob("{}"), blob("layer"), blob(manifest), index(descriptor(manifest))));
      },
      { code: "IMAGE_INVALID", message: /has 5 bytes, a manifest of the archive says 999/ },
    ],
    [
      "whose index has no manifest",
      () => only(rawTar(blob(innerIndex), index({ ...descriptor(innerIndex), mediaType: mediaTypes.ociIndex }))),
      { code: "UNSUPPORTED", message: /in the archive/ },
    ],
    [
      "that is zeros without end in a few bytes of gzip",
      () => endless(gzipSync(Buffer.alloc(1024 * 1024))),
      { code: "ARCHIVE_INVALID", message: /neither index\.json nor manifest\.json/ },
    ],
  ];
  for (const [what, archive, expected] of refused) {
    test(`${what}, is refused, and leaves nothing`, async () => {
      using here = imageContext({ address: engine.address });
      await assert.rejects(loadImages(here, archive()), expected);
      assert.deepEqual([await here.engine.images.list(), await here.engine.leases.list()], [[], []]);
      await here.engine.leases.collect();
      assert.deepEqual([await here.engine.content.list(), await here.engine.content.statuses()], [[], []]);
    });
  }
});

describe("a record whose name has another image's digest", () => {
  test("is not found by that digest", async () => {
    using here = imageContext({ address: engine.address });
    const { name } = await imageFromFiles(here, { name: "honest:1", files: {} });
    const { target } = await here.engine.images.get(name);
    await here.engine.images.create({ name: pinned, target: target!, labels: {} });
    await assert.rejects(resolveImage(here, pinned), { code: "UNKNOWN_IMAGE" });
    for (const each of [name, pinned]) await here.engine.images.delete(each, { sync: true });
  });
});
