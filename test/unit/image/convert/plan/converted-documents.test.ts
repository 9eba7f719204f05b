import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  convertedConfig,
  convertedIndex,
  convertedLayer,
  convertedManifest,
} from "../../../../../src/image/convert/plan/converted-documents.ts";

const digest = (text: string) => `sha256:${text.repeat(64)}`;
const blob = (text: string, mediaType = "m") => ({ mediaType, digest: digest(text), size: 1 });

describe("a converted document", () => {
  test("of a manifest keeps what it says besides config and layers", () => {
    const old = {
      schemaVersion: 2,
      mediaType: "old",
      config: { ...blob("a"), annotations: { of: "config" } },
      layers: [],
    };
    const parts = { mediaType: "new", config: blob("b", "config"), layers: [blob("c")] };
    assert.deepEqual(convertedManifest({ ...old, annotations: { of: "manifest" } }, parts), {
      schemaVersion: 2,
      mediaType: "new",
      config: { ...blob("b", "config"), annotations: { of: "config" } },
      layers: [blob("c")],
      annotations: { of: "manifest" },
    });
  });

  test("of a config has other diffIDs, and all else", () => {
    const old = { os: "linux", rootfs: { type: "layers", diff_ids: [digest("a")] }, "moby.buildkit.cache": "…" };
    const rootfs = { type: "layers", diff_ids: [digest("b")] };
    assert.deepEqual(convertedConfig(old, [digest("b")]), { ...old, rootfs });
  });

  test("of an index says for which platform each manifest is, and what an attestation is of", () => {
    const platform = { os: "linux", architecture: "arm64" };
    const subject = "vnd.docker.reference.digest";
    const manifests = [
      { from: { ...blob("a"), platform }, to: blob("b", "oci") },
      { from: { ...blob("c"), annotations: { [subject]: digest("a"), kept: "yes" } }, to: blob("c") },
    ];
    assert.deepEqual(convertedIndex({ schemaVersion: 2, manifests: [] }, manifests), {
      schemaVersion: 2,
      manifests: [
        { ...blob("b", "oci"), platform },
        { ...blob("c"), annotations: { [subject]: digest("b"), kept: "yes" } },
      ],
    });
  });

  test("of a layer says of the old format nothing any more", () => {
    const annotations = {
      "containerd.io/snapshot/stargz/toc.digest": digest("a"),
      "io.containers.estargz.uncompressed-size": "9",
      "io.github.containers.zstd-chunked.manifest-position": "1:2:3:1",
      kept: "yes",
    };
    const layer = { ...blob("a"), annotations, urls: ["https://elsewhere.example/layer"] };
    assert.deepEqual(convertedLayer(layer, blob("b"), { annotations: { new: "1" } }), {
      ...blob("b"),
      annotations: { kept: "yes", new: "1" },
    });
    assert.deepEqual(convertedLayer(layer, blob("a", "oci")), { ...layer, mediaType: "oci" });
  });
});
