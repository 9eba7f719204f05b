import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SharedTurn } from "../../../src/supervisor/shared-turn.ts";

describe("a shared turn", () => {
  test("is one for all who come before it begins, and another for who comes while it is under way", async () => {
    const ends: (() => void)[] = [];
    let underWay = 0;
    const turns = new SharedTurn(async () => {
      assert.equal(++underWay, 1);
      await new Promise<void>((end) => {
        ends.push(end);
      });
      underWay--;
    });
    const begun = async (count: number) => {
      while (ends.length < count) await Promise.resolve();
    };
    const first = [turns.take(), turns.take()];
    await begun(1);
    const second = [turns.take(), turns.take()];
    ends[0]!();
    await Promise.all(first);
    await begun(2);
    ends[1]!();
    await Promise.all(second);
    assert.equal(ends.length, 2);
  });

  test("that fails tells who asked for it, and is no reason not to begin the next", async () => {
    let isAway = true;
    const turns = new SharedTurn(async () => assert.ok(!isAway, "away"));
    await assert.rejects(turns.take(), /away/);
    await turns.settled();
    isAway = false;
    await turns.take();
  });
});
