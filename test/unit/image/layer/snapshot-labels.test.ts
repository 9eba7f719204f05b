import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { layerLabels } from "../../../../src/image/layer/snapshot-labels.ts";
import { mediaTypes } from "../../../../src/registry/descriptor.ts";

const digest = (n: number) => `sha256:${n.toString(16).padStart(64, "0")}`;
const layer = (n: number) => ({ mediaType: `${mediaTypes.ociLayer}+gzip`, digest: digest(n), size: n });
const image = "docker.io/library/web:1";
const manifestDigest = digest(999);

describe("the labels of a layer for a remote snapshotter", () => {
  test("name the image, the layer, and those above it with their sizes", () => {
    assert.deepEqual(layerLabels({ image, manifestDigest, layers: [layer(1), layer(2), layer(3)] }, 1), {
      "containerd.io/snapshot/cri.image-ref": image,
      "containerd.io/snapshot/cri.manifest-digest": manifestDigest,
      "containerd.io/snapshot/cri.layer-digest": digest(2),
      "containerd.io/snapshot/cri.image-layers": `${digest(2)},${digest(3)}`,
      "containerd.io/snapshot/remote/soci.size": "2",
      "containerd.io/snapshot/remote/image.layers.size": "2,3",
    });
  });

  test("have the SOCI index that was asked for, the layer's other addresses, and its annotations under containerd's prefix", () => {
    const annotated = {
      ...layer(1),
      urls: ["https://a.example/1", "https://b.example/1"],
      annotations: { "containerd.io/snapshot/stargz/toc.digest": digest(7), "org.example.note": "none of theirs" },
    };
    const origin = { image, manifestDigest, layers: [annotated], sociIndexDigest: digest(5) };
    const plain = layerLabels({ image, manifestDigest, layers: [layer(1)] }, 0);
    assert.deepEqual(layerLabels(origin, 0), {
      ...plain,
      "containerd.io/snapshot/remote/soci.index.digest": digest(5),
      "containerd.io/snapshot/remote/urls": "https://a.example/1,https://b.example/1",
      "containerd.io/snapshot/stargz/toc.digest": digest(7),
    });
  });

  test("are never longer than containerd takes: of very many layers the nearest are named", () => {
    const layers = Array.from({ length: 200 }, (_, n) => layer(n));
    const labels = layerLabels({ image, manifestDigest, layers }, 0);
    for (const [key, value] of Object.entries(labels)) assert.ok(key.length + value.length <= 4096, key);
    const named = labels["containerd.io/snapshot/cri.image-layers"]?.split(",") ?? [];
    assert.equal(named.length, 56);
    assert.deepEqual(
      named,
      layers.slice(0, 56).map((each) => each.digest),
    );
    assert.equal(labels["containerd.io/snapshot/remote/image.layers.size"]?.split(",").length, 56);
  });

  test("leave out an annotation that containerd would refuse", () => {
    const annotations = { "containerd.io/snapshot/long": "x".repeat(4096) };
    const labels = layerLabels({ image, manifestDigest, layers: [{ ...layer(1), annotations }] }, 0);
    assert.deepEqual(labels, layerLabels({ image, manifestDigest, layers: [layer(1)] }, 0));
  });
});
