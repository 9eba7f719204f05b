import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDuration, toMilliseconds, toSeconds } from "../../src/duration.ts";

describe("a duration", () => {
  const texts: readonly [text: string, ms: number][] = [
    ["300ms", 300],
    ["30s", 30_000],
    ["1.5s", 1_500],
    ["1m30s", 90_000],
    ["2h", 7_200_000],
  ];
  for (const [text, ms] of texts) {
    test(`of ${text} is ${ms} ms, in options and in Go's notation`, () => {
      assert.deepEqual([toMilliseconds(text), parseDuration(text)], [ms, ms]);
    });
  }

  test("that is a number counts milliseconds", () => {
    assert.deepEqual([toMilliseconds(250), toSeconds(250)], [250, 0.25]);
  });

  for (const text of ["", "30", "s", "-1s", "1 s", "1s ", "1d", "1s2"]) {
    test(`is not what an option takes: ${JSON.stringify(text)}`, () => {
      assert.throws(() => toMilliseconds(text), { code: "INVALID_VALUE", message: `not a duration: ${text}` });
    });
  }

  test("in seconds is none where there is none", () => {
    assert.deepEqual([toSeconds(undefined), toSeconds("1m30s"), toSeconds("500ms")], [undefined, 90, 0.5]);
  });

  const go: readonly [text: string, ms: number | undefined][] = [
    ["0", 0],
    ["-0", 0],
    ["-1.5h", -5_400_000],
    ["+.5s", 500],
    ["1.s", 1_000],
    ["250us", 0.25],
    ["250µs", 0.25],
    ["1h1ns", 3_600_000.000001],
    ["1", undefined],
    ["", undefined],
    ["1s-1s", undefined],
    [".s", undefined],
  ];
  for (const [text, ms] of go) {
    test(`in Go's notation, ${JSON.stringify(text)}, is ${ms === undefined ? "none" : `${ms} ms`}`, () => {
      assert.equal(parseDuration(text), ms);
    });
  }
});
