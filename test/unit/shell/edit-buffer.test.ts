import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EditBuffer } from "../../../src/shell/edit-buffer.ts";
import { edited } from "../../../src/shell/key-bindings.ts";

/** `|` is the cursor. */
const cases: readonly (readonly [before: string, key: string, after: string])[] = [
  ["ab|c", "left", "a|bc"],
  ["👨‍👩‍👧|", "backspace", "|"],
  ["|👨‍👩‍👧b", "right", "👨‍👩‍👧|b"],
  ["run nginx|", "ctrl-w", "run |"],
  ["run| nginx", "alt-d", "run|"],
  ["one\ntwo| three", "ctrl-u", "one\n| three"],
  ["one\ntwo| three\nfour", "ctrl-k", "one\ntwo|\nfour"],
  ["one\ntwo|", "home", "one\n|two"],
  ["one\ntw|o", "up", "on|e\ntwo"],
  ["one|\nt", "down", "one\nt|"],
  ["{|", "alt-enter", "{\n  |"],
  ["  a;|", "alt-enter", "  a;\n  |"],
  ["a|b", "delete", "a|"],
];

describe("a key in the text", () => {
  for (const [before, name, after] of cases) {
    test(`${name}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`, () => {
      assert.deepEqual(edited(bufferAt(before), { name, text: "" }), bufferAt(after));
    });
  }

  test("up on the first line, and a key without a meaning, are not for the text", () => {
    assert.equal(edited(bufferAt("a|b"), { name: "up", text: "" }), undefined);
    assert.equal(edited(bufferAt("a|b"), { name: "page-up", text: "" }), undefined);
  });

  test("typed and pasted text goes in at the cursor", () => {
    assert.deepEqual(edited(bufferAt("a|c"), { name: "paste", text: "b\nb" }), bufferAt("ab\nb|c"));
  });
});

function bufferAt(marked: string): EditBuffer {
  return { text: marked.replace("|", ""), cursor: marked.indexOf("|") };
}
