import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lineText } from "../../../../src/ui/tasks/line-text.ts";

describe("a line that a task wrote", () => {
  const cases: readonly [written: string, plain: string, colored: string][] = [
    ["plain\ttext", "plain\ttext", "plain\ttext"],
    ["1 %\r50 %\r100 %\r", "100 %", "100 %"],
    ["windows\r", "windows", "windows"],
    ["a\x1b[31mred", "ared", "a\x1b[31mred\x1b[0m"],
    ["up\x1b[3A\x1b[2J\x07\x1b]0;title\x07 and on", "up and on", "up and on"],
    ["\x1b[1mb\x1b[2Kc\x1b[0m", "bc", "\x1b[1mbc\x1b[0m\x1b[0m"],
  ];
  for (const [written, plain, colored] of cases) {
    test(`is shown without what moves a cursor: ${JSON.stringify(written)}`, () => {
      assert.deepEqual([lineText(written), lineText(written, true)], [plain, colored]);
    });
  }
});
