import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readTail } from "../../../../src/container/logs/log-tail.ts";

describe("--tail", () => {
  for (const [text, lines] of [
    ["all", undefined],
    ["-1", undefined],
    ["-20", undefined],
    ["0", 0],
    ["20", 20],
  ] as const) {
    test(`${text} is ${lines ?? "all lines"}`, () => assert.equal(readTail(text), lines));
  }

  for (const text of ["", "x", "1.5", "20 lines", "-"]) {
    test(`${JSON.stringify(text)} is refused`, () => {
      const message = `invalid value for --tail: ${text}`;
      assert.throws(() => readTail(text), { code: "INVALID_VALUE", message, hint: "write all or a number of lines" });
    });
  }
});
