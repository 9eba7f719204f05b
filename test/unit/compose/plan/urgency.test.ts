import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Step } from "../../../../src/compose/plan/plan.ts";
import { mostAwaitedFirst } from "../../../../src/compose/plan/urgency.ts";

const step = (id: string, after: readonly string[] = [], startsAfter: readonly string[] = []): Step => ({
  id,
  after,
  startsAfter,
  action: { kind: "remove-network", name: id },
});
const order = (...steps: Step[]) => mostAwaitedFirst(steps).map(({ id }) => id);

describe("the order in which a plan's steps are begun", () => {
  it("has first what the longest chain waits for, be it for a start alone", () => {
    const alone = step("alone");
    const chain = [step("api", [], ["db"]), step("web", [], ["api"]), step("db", ["network"]), step("network")];
    assert.deepEqual(order(alone, ...chain), ["network", "db", "api", "alone", "web"]);
  });

  it("is the plan's own where nothing waits", () => {
    assert.deepEqual(order(step("b"), step("a"), step("c")), ["b", "a", "c"]);
  });

  it("has every step once, behind those that it comes after, and ends where some wait for each other", () => {
    const some = fc.array(fc.nat(), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.record({ after: some, startsAfter: some }), { maxLength: 10 }), (all) => {
        const earlier = (numbers: readonly number[], i: number) => (i === 0 ? [] : numbers.map((n) => `s${n % i}`));
        const steps = all.map((s, i) => step(`s${i}`, earlier(s.after, i), earlier(s.startsAfter, i)));
        const ids = order(...steps.toReversed());
        assert.deepEqual(ids.toSorted(), steps.map(({ id }) => id).toSorted());
        for (const { id, after, startsAfter = [] } of steps) {
          for (const before of [...after, ...startsAfter]) assert.ok(ids.indexOf(before) < ids.indexOf(id));
        }
      }),
    );
    assert.deepEqual(order(step("a", ["b"]), step("b", ["a"])).toSorted(), ["a", "b"]);
  });
});
