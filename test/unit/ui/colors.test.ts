import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ColorLevel, colorLevel, loadColors, noColors } from "../../../src/ui/colors.ts";

describe("the colours of a stream", () => {
  const cases: readonly [environment: Record<string, string>, isTerminal: boolean, level: ColorLevel][] = [
    [{ TERM: "xterm" }, true, 1],
    [{ TERM: "xterm-256color" }, true, 2],
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, true, 3],
    [{ TERM: "dumb" }, true, 0],
    [{ TERM: "xterm-256color" }, false, 0],
    [{ TERM: "xterm-256color", NO_COLOR: "1" }, true, 0],
    [{ TERM: "xterm", NO_COLOR: "" }, true, 1],
    [{ FORCE_COLOR: "1" }, false, 1],
    [{ FORCE_COLOR: "true" }, false, 1],
    [{ FORCE_COLOR: "3", NO_COLOR: "1" }, false, 3],
    [{ FORCE_COLOR: "0", COLORTERM: "truecolor" }, true, 0],
  ];
  for (const [environment, isTerminal, level] of cases) {
    const stream = isTerminal ? "a terminal" : "a pipe";
    test(`${JSON.stringify(environment)} on ${stream} is level ${level}`, () => {
      assert.equal(colorLevel(environment, isTerminal), level);
    });
  }

  test("are none at level 0, and escape sequences above", async () => {
    assert.equal(await loadColors(0), noColors);
    assert.equal((await loadColors(1)).good("up"), "\x1b[32mup\x1b[39m");
  });
});
