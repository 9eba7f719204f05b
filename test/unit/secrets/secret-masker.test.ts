import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BytePatterns } from "../../../src/secrets/byte-patterns.ts";
import { SecretMasker, secretPatterns } from "../../../src/secrets/secret-masker.ts";

/** What appears after each chunk, and last what the end lets go. */
function shown(secrets: string[], chunks: (string | Buffer)[]): string[] {
  const masker = maskerOf(secrets);
  const parts = [...chunks.map((chunk) => masker.write(Buffer.from(chunk))), masker.end()];
  return parts.map((bytes) => bytes.toString());
}

function maskerOf(secrets: string[]): SecretMasker {
  const patterns = secretPatterns(secrets);
  return new SecretMasker(() => patterns);
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
    assert.deepEqual(shown(["abc", "cab9"], ["<abcab", "9>"]), ["<***", ">", ""]);
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
    assert.deepEqual(maskerOf(["hunter2"]).write(bytes), bytes);
  });

  test("shows the same whatever the chunks", () => {
    const text = "aab aabaab baa aaab";
    const whole = shown(["aab", "baa"], [text]).join("");
    for (let cut = 1; cut < text.length; cut++) {
      assert.equal(shown(["aab", "baa"], [text.slice(0, cut), text.slice(cut)]).join(""), whole, `cut at ${cut}`);
    }
  });

  test("hides what is known from now on", () => {
    let patterns = secretPatterns([]);
    const masker = new SecretMasker(() => patterns);
    assert.equal(masker.write(Buffer.from("hunter2 ")).toString(), "hunter2 ");
    patterns = secretPatterns(["hunter2"]);
    assert.equal(masker.write(Buffer.from("hunter2 ")).toString(), "*** ");
  });

  test("shows what a search for each pattern at each place would, in whatever pieces", () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 60 }),
      fc.string({ unit: fc.constantFrom("a", "ab", "abcabc", "xyz"), maxLength: 80 }),
    );
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "c", "xyz"), minLength: 1, maxLength: 9 });
    const property = fc.property(
      fc.array(pattern, { minLength: 1, maxLength: 6 }),
      text,
      fc.array(fc.nat(80)),
      (texts, whole, cuts) => {
        const patterns = new BytePatterns(texts.map((each) => Buffer.from(each)));
        const masker = new SecretMasker(() => patterns);
        const ends = [...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
        const parts = ends.map((end, i) => masker.write(Buffer.from(whole.slice(ends[i - 1] ?? 0, end))));
        assert.equal(Buffer.concat([...parts, masker.end()]).toString(), naivelyMasked(whole, texts));
      },
    );
    fc.assert(property, { numRuns: 3_000 });
  });

  test("holds back no more than the longest pattern less a byte", () => {
    const masker = maskerOf(["a".repeat(20)]);
    let writtenBytes = 0;
    let shownBytes = 0;
    for (let i = 0; i < 1_000; i++) {
      writtenBytes += 7;
      const shown = masker.write(Buffer.from("aaaaaaa"));
      shownBytes += shown.length;
      if (i > 2) assert.equal(shown.toString(), "", "one mask for all that overlaps");
    }
    assert.equal(shownBytes, 3);
    assert.equal(masker.end().toString(), "");
    assert.equal(writtenBytes, 7_000);
  });
});

/** By the definition: every place of every pattern; those that overlap are one. */
function naivelyMasked(text: string, patterns: readonly string[]): string {
  const covered = new Array<boolean>(text.length).fill(false);
  const begins = new Set<number>();
  let maskedTo = 0;
  for (let start = 0; start < text.length; start++) {
    const lengths = patterns.filter((each) => text.startsWith(each, start)).map((each) => each.length);
    if (lengths.length === 0) continue;
    if (start >= maskedTo) begins.add(start);
    maskedTo = Math.max(maskedTo, start + Math.max(...lengths));
    covered.fill(true, start, maskedTo);
  }
  return [...text].map((sign, i) => (begins.has(i) ? "***" : covered[i] ? "" : sign)).join("");
}
