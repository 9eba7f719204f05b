import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { binarySize, decimalSize, roughDuration } from "../../src/units.ts";

describe("a size", () => {
  const cases: readonly [bytes: number, decimal: string, threeDigits: string, binary: string][] = [
    [0, "0B", "0B", "0B"],
    [999, "999B", "999B", "999B"],
    [1000, "1kB", "1kB", "1000B"],
    [1024, "1.024kB", "1.02kB", "1KiB"],
    [999_999, "1MB", "1MB", "976.6KiB"],
    [187_654_321, "187.7MB", "188MB", "179MiB"],
    [8_000_000_000, "8GB", "8GB", "7.451GiB"],
    [1.5 * 1024 ** 4, "1.649TB", "1.65TB", "1.5TiB"],
  ];
  for (const [bytes, decimal, threeDigits, binary] of cases) {
    test(`of ${bytes} bytes is ${decimal}, or ${binary}`, () => {
      assert.deepEqual([decimalSize(bytes), decimalSize(bytes, 3), binarySize(bytes)], [decimal, threeDigits, binary]);
    });
  }
});

describe("a rough duration", () => {
  const second = 1000;
  const hour = 3600 * second;
  const day = 24 * hour;
  const cases: readonly [elapsedMs: number, words: string][] = [
    [0, "Less than a second"],
    [999, "Less than a second"],
    [second, "1 second"],
    [59 * second, "59 seconds"],
    [60 * second, "About a minute"],
    [120 * second, "2 minutes"],
    [hour - 1, "59 minutes"],
    [hour, "About an hour"],
    [1.5 * hour, "2 hours"],
    [25 * hour, "25 hours"],
    [47 * hour, "47 hours"],
    [48 * hour, "2 days"],
    [13 * day, "13 days"],
    [14 * day, "2 weeks"],
    [59 * day, "8 weeks"],
    [60 * day, "2 months"],
    [400 * day, "13 months"],
    [730 * day, "2 years"],
  ];
  for (const [elapsedMs, words] of cases) {
    test(`of ${elapsedMs} ms is ${words}`, () => assert.equal(roughDuration(elapsedMs), words));
  }
});
