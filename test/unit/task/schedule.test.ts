import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { taskGraph } from "../../../src/task/graph.ts";
import { Schedule } from "../../../src/task/schedule.ts";
import { seededRandom } from "../../support/random.ts";
import { definition, definitions } from "./task-definition.ts";

describe("a schedule", () => {
  test("of any graph keeps order, jobs and locks, and ends with every task settled", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const below = (limit: number) => Math.floor(random() * limit);
      const count = 1 + below(30);
      const tasks = Array.from({ length: count }, (_, i) =>
        definition(`t${i}`, {
          deps: i === 0 ? [] : Array.from({ length: below(4) }, () => `t${below(i)}`),
          locks: Array.from({ length: below(2) }, () => `lock${below(3)}`),
        }),
      );
      const jobs = 1 + below(4);
      const graph = taskGraph(
        definitions(...tasks),
        tasks.map(({ name }) => name),
      );
      const schedule = new Schedule(jobs);
      assert.deepEqual(schedule.add(graph), []);
      const done = new Set<string>();
      const lost = new Set<string>();
      const running: string[] = [];
      while (schedule.unsettledCount > 0) {
        for (const { id, deps } of schedule.take()) {
          assert.ok(
            deps.every((dep) => done.has(dep)),
            `seed ${seed}: ${id} before its dependencies`,
          );
          running.push(id);
        }
        assert.ok(running.length > 0 && running.length <= jobs, `seed ${seed}: ${running.length} of ${jobs} run`);
        const locks = running.flatMap((id) => [...new Set(graph.get(id)?.task.locks)]);
        assert.equal(new Set(locks).size, locks.length, `seed ${seed}: a lock is held twice`);
        const [ended = ""] = running.splice(below(running.length), 1);
        const succeeded = below(10) > 0;
        for (const id of schedule.settle(ended, succeeded)) lost.add(id);
        if (succeeded) done.add(ended);
        else lost.add(ended);
      }
      assert.equal(done.size + lost.size, count, `seed ${seed}`);
      for (const { id, deps } of graph.values()) {
        if (deps.some((dep) => lost.has(dep))) assert.ok(lost.has(id), `seed ${seed}: ${id} ran without ${deps}`);
      }
    }
  });

  test("takes more while it runs, and skips at once what needs a task that failed", () => {
    const tasks = definitions(definition("a"), definition("b", { deps: ["a"] }));
    const schedule = new Schedule(1);
    schedule.add(taskGraph(tasks, ["a"]));
    schedule.take();
    schedule.settle("a", false);
    assert.deepEqual(schedule.add(taskGraph(tasks, ["b"])), ["b"]);
    assert.equal(schedule.unsettledCount, 0);
  });

  test("gives a waiting task's job to another", () => {
    const tasks = definitions(definition("parent"), definition("child"));
    const schedule = new Schedule(1);
    schedule.add(taskGraph(tasks, ["parent", "child"]));
    assert.deepEqual(
      schedule.take().map(({ id }) => id),
      ["parent"],
    );
    assert.deepEqual(schedule.take(), []);
    schedule.pause("parent");
    assert.deepEqual(
      schedule.take().map(({ id }) => id),
      ["child"],
    );
  });
});
