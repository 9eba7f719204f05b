import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { executePlan } from "../../../../src/compose/apply/execute-plan.ts";
import type { Plan, Step } from "../../../../src/compose/plan/plan.ts";

const step = (id: string, after: readonly string[] = [], startsAfter: readonly string[] = []): Step => ({
  id,
  after,
  startsAfter,
  action: { kind: "remove-network", name: id },
});
const planOf = (...steps: Step[]): Plan => ({ steps, orphans: [], foreign: [], untouched: [] });
const never = new AbortController().signal;
const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("executing a plan", () => {
  it("does each step once, behind all that it comes after, and no more at once than it may", async () => {
    const some = fc.array(fc.nat(), { maxLength: 3 });
    const earlier = (numbers: readonly number[], i: number) =>
      i === 0 ? [] : [...new Set(numbers.map((n) => `s${n % i}`))];
    const plans = fc
      .array(fc.record({ after: some, startsAfter: some }), { maxLength: 12 })
      .map((steps) => planOf(...steps.map((s, i) => step(`s${i}`, earlier(s.after, i), earlier(s.startsAfter, i)))));
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 0, max: 4 }), async (plan, parallel) => {
        const done: string[] = [];
        let active = 0;
        let most = 0;
        const work = async () => {
          most = Math.max(most, ++active);
          await soon();
          active -= 1;
        };
        await executePlan(plan, { parallel, signal: never }, async ({ id, after, startsAfter = [] }, { turn }) => {
          assert.ok(after.every((earlier) => done.includes(earlier)));
          await work();
          await turn();
          assert.ok(startsAfter.every((earlier) => done.includes(earlier)));
          await work();
          done.push(id);
        });
        assert.deepEqual([...done].sort(), plan.steps.map(({ id }) => id).sort());
        if (parallel > 0) assert.ok(most <= parallel);
      }),
      { numRuns: 60 },
    );
  });

  it("begins nothing after a failure, ends what is under way, and throws the first one", async () => {
    const begun: string[] = [];
    const plan = planOf(step("a"), step("b"), step("c", ["a"]), step("d", ["b"]));
    const run = executePlan(plan, { parallel: -1, signal: never }, async ({ id }, { signal }) => {
      begun.push(id);
      if (id === "a") throw new Error("a failed");
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("b was ended")), { once: true });
        if (signal.aborted) reject(new Error("b was ended"));
      });
    });
    await assert.rejects(run, { message: "a failed" });
    assert.deepEqual(begun, ["a", "b"]);
  });

  it("gives no turn to what waits for one that has failed", async () => {
    const ended: string[] = [];
    const plan = planOf(step("a"), step("b", [], ["a"]), step("c", [], ["b"]));
    const run = executePlan(plan, { parallel: 1, signal: never }, async ({ id }, { turn }) => {
      try {
        await turn();
        throw new Error(`${id} failed`);
      } finally {
        ended.push(id);
      }
    });
    await assert.rejects(run, { message: "a failed" });
    assert.deepEqual(ended, ["a", "b", "c"]);
  });

  it("throws the caller's reason where it is cancelled", async () => {
    const controller = new AbortController();
    const run = executePlan(
      planOf(step("a"), step("b", ["a"])),
      { parallel: 1, signal: controller.signal },
      async () => {
        controller.abort(new Error("enough"));
      },
    );
    await assert.rejects(run, { message: "enough" });
  });
});
