import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startInOrder } from "../../../../src/image/pull/ordered-pool.ts";

describe("work that starts in order", () => {
  test("runs no more than the limit at once, the first ones first", async () => {
    const log: string[] = [];
    const release: (() => void)[] = [];
    const results = startInOrder([0, 1, 2, 3], 2, async (item) => {
      log.push(`start ${item}`);
      await new Promise<void>((resolve) => (release[item] = resolve));
      log.push(`end ${item}`);
      return item;
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    assert.deepEqual(log, ["start 0", "start 1"]);
    release[1]!();
    await turn();
    assert.deepEqual(log, ["start 0", "start 1", "end 1", "start 2"]);
    for (const item of [0, 2]) release[item]!();
    await turn();
    release[3]!();
    assert.deepEqual(await Promise.all(results), [0, 1, 2, 3]);
  });

  test("starts nothing more after a failure, and fails the rest with it", async () => {
    const started: number[] = [];
    const results = startInOrder([0, 1, 2], 1, async (item) => {
      started.push(item);
      throw new Error(`no ${item}`);
    });
    const outcomes = await Promise.allSettled(results);
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.message),
      ["no 0", "no 0", "no 0"],
    );
    assert.deepEqual(started, [0]);
  });
});
