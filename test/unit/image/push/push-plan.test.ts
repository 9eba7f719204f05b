import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mountSource, type PushNode, pushPlan } from "../../../../src/image/push/push-plan.ts";
import { type Descriptor, mediaTypes } from "../../../../src/registry/descriptor.ts";

const blob = (digest: string, mediaType: string = mediaTypes.ociLayer): Descriptor => ({ mediaType, digest, size: 1 });
const node = (digest: string, blobs: Descriptor[], children: PushNode[] = []): PushNode => ({
  ...{ descriptor: blob(digest, mediaTypes.ociManifest), bytes: new Uint8Array(), blobs, children },
});
const written = (top: PushNode, nondistributable = false) => {
  const { blobs, steps } = pushPlan(top, { nondistributable });
  return {
    blobs: blobs.map(({ descriptor, manifestDigest }) => `${descriptor.digest} of ${manifestDigest}`),
    steps: steps.map((nodes) => nodes.map(({ descriptor }) => descriptor.digest)),
  };
};

describe("the plan of a push", () => {
  test("has each blob once, and manifests before the indexes that name them, however deep they lie", () => {
    const amd64 = node("amd64", [blob("config"), blob("base"), blob("base")]);
    const arm64 = node("arm64", [blob("config2"), blob("base")]);
    const nested = node("nested", [], [arm64]);
    assert.deepEqual(written(node("top", [blob("readme")], [nested, amd64, arm64])), {
      blobs: ["readme of top", "config2 of arm64", "base of arm64", "config of amd64"],
      steps: [["arm64", "amd64"], ["nested"], ["top"]],
    });
  });

  test("leaves out layers that their owner gives out alone, unless they are asked for", () => {
    const foreign = [
      blob("oci", "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"),
      blob("docker", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"),
    ];
    const top = node("top", [...foreign, blob("own")]);
    assert.deepEqual(written(top).blobs, ["own of top"]);
    assert.equal(written(top, true).blobs.length, 3);
  });
});

describe("the repository to mount from", () => {
  test("is the one that is most like the target, and never the target", () => {
    assert.equal(mountSource(["library/app", "team/base", "team/app/web"], "team/app/api"), "team/app/web");
    assert.equal(mountSource(["team/app"], "team/app"), undefined);
    assert.equal(mountSource(["other"], "team/app"), "other");
    assert.equal(mountSource([], "team/app"), undefined);
  });
});
