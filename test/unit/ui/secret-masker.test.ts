import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SecretMasker } from "../../../src/ui/secret-masker.ts";

/** What appears after each chunk, and last what the end lets go. */
function shown(secrets: string[], chunks: (string | Buffer)[]): string[] {
  const masker = new SecretMasker(secrets);
  const parts = [...chunks.map((chunk) => masker.write(Buffer.from(chunk))), masker.end()];
  return parts.map((bytes) => bytes.toString());
}

describe("a secret masker", () => {
  test("hides a secret, and shows the rest at once", () => {
    assert.deepEqual(shown(["hunter2"], ["password: hunter2, ok? "]), ["password: ***, ok? ", ""]);
  });

  test("hides a secret that is cut into chunks, holding back only its beginning", () => {
    assert.deepEqual(shown(["hunter2"], ["token=hun", "ter2 done"]), ["token=", "*** done", ""]);
  });

  test("gives back what only looked like a secret", () => {
    assert.deepEqual(shown(["hunter2"], ["a hun", "dred", " hunt"]), ["a ", "hundred", " ", "hunt"]);
  });

  test("hides the longer of two secrets that begin alike", () => {
    assert.deepEqual(shown(["abc", "abcdef"], ["<abc", "def>", "abc", "."]), ["<", "***>", "", "***.", ""]);
  });

  test("hides all of two secrets that overlap", () => {
    assert.deepEqual(shown(["abc", "cab9"], ["<abcab", "9>"]), ["<", "***>", ""]);
  });

  test("hides each line of a long secret, since a terminal rewrites line breaks", () => {
    assert.deepEqual(shown(["-----KEY\nMIIB\n}"], ["-----KEY\r\nMIIB\r\n}"]).join(""), "***\r\n***\r\n}");
  });

  test("hides a secret that is not ASCII, one byte at a time", () => {
    const bytes = [...Buffer.from("pässwörd!")].map((byte) => Buffer.of(byte));
    assert.equal(shown(["pässwörd"], bytes).join(""), "***!");
  });

  test("passes binary output through unchanged", () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    assert.deepEqual(new SecretMasker(["hunter2"]).write(bytes), bytes);
  });

  test("shows the same whatever the chunks", () => {
    const text = "aab aabaab baa aaab";
    const whole = shown(["aab", "baa"], [text]).join("");
    for (let cut = 1; cut < text.length; cut++) {
      assert.equal(shown(["aab", "baa"], [text.slice(0, cut), text.slice(cut)]).join(""), whole, `cut at ${cut}`);
    }
  });
});
