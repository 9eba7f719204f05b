import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KeyDecoder } from "../../../src/shell/key-decoder.ts";

const cases: readonly (readonly [sent: string, names: readonly string[]])[] = [
  ["ab", ["text ab"]],
  ["a\rb", ["text a", "enter", "text b"]],
  ["宽\t", ["text 宽", "tab"]],
  ["\x03\x04\x12\x7f", ["ctrl-c", "ctrl-d", "ctrl-r", "backspace"]],
  ["\x1b[A\x1bOB\x1b[3~\x1b[H", ["up", "down", "delete", "home"]],
  ["\x1b[1;5C\x1b[1;3D", ["ctrl-right", "alt-left"]],
  ["\x1bb\x1b\r\x1b\x7f", ["alt-b", "alt-enter", "alt-backspace"]],
  ["\x1b[Z", ["shift-tab"]],
  ["\x1b[200~a\r\nb\x1b[201~c", ["paste a\nb", "text c"]],
];

describe("the key decoder", () => {
  for (const [sent, names] of cases) {
    test(`reads ${JSON.stringify(sent)}, whole and byte by byte`, () => {
      assert.deepEqual(namesOf(new KeyDecoder().feed(sent)), names);
      const decoder = new KeyDecoder();
      const single = namesOf([...sent].flatMap((character) => decoder.feed(character)));
      assert.deepEqual(single.join(), names.join().replace("text ab", "text a,text b"));
    });
  }

  test("waits with an escape that may begin a sequence, and gives it when nothing follows", () => {
    const decoder = new KeyDecoder();
    assert.deepEqual([decoder.feed("\x1b"), decoder.isWaiting], [[], true]);
    assert.deepEqual(namesOf(decoder.flush()), ["escape"]);
    assert.equal(decoder.isWaiting, false);
  });
});

function namesOf(keys: readonly { name: string; text: string }[]): string[] {
  return keys.map(({ name, text }) => (text === "" ? name : `${name} ${text}`));
}
