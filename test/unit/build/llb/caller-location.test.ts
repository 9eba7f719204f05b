import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { locationIn } from "../../../../src/build/llb/caller-location.ts";

describe("the line that called", () => {
  const cases: readonly [string, string, { filename: string; line: number; character: number } | undefined][] = [
    [
      "Node's stack, from source",
      `Error: x
    at callerLocation (file:///src/build/llb/caller-location.ts:13:28)
    at Object.run (/src/build/llb/state.ts:40:1)
    at build (/home/me/ci.nerd.ts:7:21)
    at file:///home/me/other.ts:1:1`,
      { filename: "/home/me/ci.nerd.ts", line: 7, character: 21 },
    ],
    [
      "a call without a name, of a path with blanks and brackets' neighbours",
      `Error: x
    at callerLocation (/dist/chunk.cjs:1:1)
    at async file:///home/me/my%20builds/ci.nerd.ts:3:9`,
      { filename: "/home/me/my builds/ci.nerd.ts", line: 3, character: 9 },
    ],
    [
      "Bun's and Deno's",
      `Error: x
    at callerLocation (/dist/main.js:1:1)
    at <anonymous> (/home/me/ci.nerd.ts:5:2)
    at moduleEvaluation (native:1:11)`,
      { filename: "/home/me/ci.nerd.ts", line: 5, character: 2 },
    ],
    ["a stack that tells nothing", "Error: x\n    at native\n    at <anonymous>", undefined],
    ["a call from the room itself", "Error: x\n    at a (/dist/main.js:1:1)\n    at b (/dist/main.js:2:2)", undefined],
  ];
  for (const [name, stack, expected] of cases) {
    test(`is found in ${name}`, () => {
      const found = locationIn(stack);
      assert.deepEqual(found && { filename: found.filename, ...found.range.start }, expected);
    });
  }
});
