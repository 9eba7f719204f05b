import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { imageText } from "../../../src/api/image-input.ts";

describe("the image of run", () => {
  test("is a name, or the handle of an image, which may have no name", () => {
    const configDigest = `sha256:${"a".repeat(64)}`;
    assert.equal(imageText("nginx"), "nginx");
    assert.equal(imageText({ name: "docker.io/library/app:1", configDigest }), "docker.io/library/app:1");
    assert.equal(imageText({ name: "", configDigest }), configDigest);
  });
});
