import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { shortTextSha256 } from "../../../src/settings/sha256.ts";

describe("the SHA-256 of a short text", () => {
  test("is node:crypto's, whatever the length, up to several blocks", () => {
    for (let length = 0; length < 300; length++) {
      const text = `${"é".repeat(length % 7)}${"/run/x".repeat(length).slice(0, length)}`;
      assert.equal(shortTextSha256(text), createHash("sha256").update(text).digest("hex"), JSON.stringify(text));
    }
  });
});
