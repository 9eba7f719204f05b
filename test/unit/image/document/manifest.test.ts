import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseManifest } from "../../../../src/image/document/manifest.ts";
import { childLabels } from "../../../../src/image/gc-labels.ts";
import { mediaTypes } from "../../../../src/registry/descriptor.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const config = { mediaType: mediaTypes.ociConfig, digest: digest("c"), size: 10 };
const layer = { mediaType: `${mediaTypes.ociLayer}+gzip`, digest: digest("1"), size: 20 };
const bytes = (document: unknown) => Buffer.from(JSON.stringify(document));

describe("a manifest", () => {
  test("is config and layers, in the words of its own type", () => {
    const document = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] };
    assert.deepEqual(parseManifest(bytes(document), "text/plain", "x"), {
      kind: "manifest",
      mediaType: mediaTypes.ociManifest,
      config,
      layers: [layer],
      artifactType: undefined,
    });
  });

  test("without a type has the one that the registry gives, or that its shape shows", () => {
    const index = bytes({ schemaVersion: 2, manifests: [] });
    assert.equal(parseManifest(index, mediaTypes.dockerIndex, "x").mediaType, mediaTypes.dockerIndex);
    assert.equal(parseManifest(index, "application/json", "x").kind, "index");
  });

  const refused: [what: string, document: unknown, code: string][] = [
    ["what is both manifest and index", { schemaVersion: 2, manifests: [], layers: [], config }, "IMAGE_INVALID"],
    ["schema 1", { schemaVersion: 1, fsLayers: [] }, "UNSUPPORTED"],
    ["a foreign type", { schemaVersion: 2, mediaType: "application/x", config, layers: [] }, "UNSUPPORTED"],
    ["a layer list that is none", { schemaVersion: 2, config, layers: "all" }, "IMAGE_INVALID"],
    ["a manifest without config", { schemaVersion: 2, layers: [] }, "IMAGE_INVALID"],
    ["a size below zero", { schemaVersion: 2, config: { ...config, size: -1 }, layers: [] }, "IMAGE_INVALID"],
    ["a size that no file has", { schemaVersion: 2, config: { ...config, size: 1e300 }, layers: [] }, "IMAGE_INVALID"],
    [
      "a digest that is a path",
      { schemaVersion: 2, config: { ...config, digest: "sha256:../../x" }, layers: [] },
      "IMAGE_INVALID",
    ],
    ["layers without end", { schemaVersion: 2, config, layers: Array(5000).fill(layer) }, "IMAGE_INVALID"],
    ["a list", [], "IMAGE_INVALID"],
  ];
  for (const [what, document, code] of refused) {
    test(`refuses ${what}`, () =>
      assert.throws(() => parseManifest(bytes(document), mediaTypes.ociManifest, "x"), { code }));
  }

  test("refuses what is no JSON, or too much of it", () => {
    assert.throws(() => parseManifest(Buffer.from("<html>"), mediaTypes.ociManifest, "x"), { code: "IMAGE_INVALID" });
    const deep = Buffer.from("[".repeat(9 * 1024 * 1024));
    assert.throws(() => parseManifest(deep, mediaTypes.ociManifest, "x"), {
      code: "IMAGE_INVALID",
      message: /at most/,
    });
  });
});

describe("the labels that keep children", () => {
  test("are containerd's: config, l.<n>, m.<n>", () => {
    const manifest = { mediaType: mediaTypes.ociManifest, digest: digest("d"), size: 1 };
    assert.deepEqual(childLabels([config, layer, layer]), {
      "containerd.io/gc.ref.content.config": digest("c"),
      "containerd.io/gc.ref.content.l.0": digest("1"),
      "containerd.io/gc.ref.content.l.1": digest("1"),
    });
    assert.deepEqual(childLabels([manifest, manifest]), {
      "containerd.io/gc.ref.content.m.0": digest("d"),
      "containerd.io/gc.ref.content.m.1": digest("d"),
    });
  });
});
