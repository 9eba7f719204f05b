import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { taskGraph } from "../../../src/task/graph.ts";
import type { TaskDefinition } from "../../../src/task/task.ts";
import { TaskRun } from "../../../src/task/task-run.ts";
import type { TaskEvent } from "../../../src/task-events.ts";
import { until } from "../../support/condition.ts";
import { definition, definitions } from "./task-definition.ts";

interface RunChanges {
  readonly jobs?: number;
  readonly failFast?: boolean;
  readonly signal?: AbortSignal;
}

async function runAll(tasks: Map<string, TaskDefinition>, wanted: readonly string[], changes: RunChanges = {}) {
  const events: TaskEvent[] = [];
  const run = new TaskRun({
    ...{ tasks, jobs: 2, failFast: false, signal: new AbortController().signal, cache: undefined, ...changes },
    emit: (event) => events.push(event),
    argsOf: () => ({}),
    enter: (_, act) => act(),
  });
  const failures = await run.run(taskGraph(tasks, wanted));
  const ended = events.flatMap((event) => (event.type === "task.finished" ? [`${event.task} ${event.outcome}`] : []));
  return { ended, failures, events };
}

/** Until its signal aborts. */
const forever = ({ signal }: { readonly signal: AbortSignal }) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

const failing = () => {
  throw new Error("no");
};

describe("a run of tasks", () => {
  test("skips what needs a failed one, does the rest, and runs every finally-handler", async () => {
    const endings: string[] = [];
    const ending = (name: string) => (outcome: string) => void endings.push(`${name} ${outcome}`);
    const tasks = definitions(
      definition("bad", { fn: failing, ending: ending("bad") }),
      definition("after", { deps: ["bad"], ending: ending("after") }),
      definition("other", { ending: ending("other") }),
    );
    const { ended, failures } = await runAll(tasks, ["after", "other"]);
    assert.deepEqual(ended.toSorted(), ["after skipped", "bad failed", "other done"]);
    assert.deepEqual(endings.toSorted(), ["after skipped", "bad failed", "other done"]);
    assert.deepEqual(
      failures.map(({ task, error }) => [task, String(error)]),
      [["bad", "Error: no"]],
    );
  });

  test("stops the others at the first failure where it is told to", async () => {
    const tasks = definitions(definition("bad", { fn: failing }), definition("long", { fn: forever }), definition("z"));
    const { ended } = await runAll(tasks, ["long", "bad", "z"], { failFast: true });
    assert.deepEqual(ended.toSorted(), ["bad failed", "long cancelled", "z cancelled"]);
  });

  test("stops by its signal", async () => {
    const controller = new AbortController();
    const fn = (context: { readonly signal: AbortSignal }) => {
      queueMicrotask(() => controller.abort());
      return forever(context);
    };
    const tasks = definitions(definition("long", { fn }), definition("next", { deps: ["long"] }));
    const { ended, failures } = await runAll(tasks, ["next"], { signal: controller.signal });
    assert.deepEqual(ended.toSorted(), ["long cancelled", "next cancelled"]);
    assert.deepEqual(failures, []);
  });

  test("tries again, with waits that double, and gives up at the last", async () => {
    const tasks = definitions(definition("bad", { fn: failing, retry: { times: 2, delay: "1ms" } }));
    const { events, failures } = await runAll(tasks, ["bad"]);
    const delays = events.flatMap((event) => (event.type === "task.retried" ? [event.delayMs] : []));
    assert.deepEqual([delays, failures.length], [[1, 2], 1]);
  });

  test("stops a task whose time is up", async () => {
    const { failures } = await runAll(definitions(definition("long", { fn: forever, timeoutMs: 1 })), ["long"]);
    assert.match(String(failures[0]?.error), /the task took too long: long/);
  });

  test("passes over a task whose condition is false, and does what depends on it", async () => {
    const tasks = definitions(definition("no", { condition: () => false }), definition("yes", { deps: ["no"] }));
    assert.deepEqual((await runAll(tasks, ["yes"])).ended, ["no skipped", "yes done"]);
  });

  test("runs what a task declares and asks for, with one job too", async () => {
    const order: string[] = [];
    const tasks = definitions();
    const child = definition("child", { fn: () => order.push("child") });
    const fn: TaskDefinition["fn"] = async ({ run }) => {
      tasks.set("child", child);
      await Promise.all([run("child"), run({ name: "child" })]);
      order.push("parent");
    };
    tasks.set("parent", definition("parent", { fn }));
    await runAll(tasks, ["parent"], { jobs: 1 });
    assert.deepEqual(order, ["child", "parent"]);
  });

  test("refuses tasks that wait for each other, by name or by lock", async () => {
    for (const changes of [{ deps: ["parent"] }, { locks: ["one"] }]) {
      const tasks = definitions(
        definition("parent", { locks: ["one"], fn: async ({ run }) => await run("child") }),
        definition("child", changes),
      );
      const { failures } = await runAll(tasks, ["parent"]);
      assert.match(String(failures[0]?.error), /parent waits for tasks that cannot run before it has ended/);
    }
  });

  test("that goes on does again what has changed, and what needs it, and stops only what it concerns", async () => {
    const ran: string[] = [];
    const note = (name: string) => () => void ran.push(name);
    const tasks = definitions(
      definition("a", { fn: note("a") }),
      definition("b", { deps: ["a"], fn: note("b") }),
      definition("other", { fn: note("other") }),
      definition("server", {
        persistent: true,
        fn: async (context) => {
          ran.push("server");
          await forever(context);
        },
      }),
    );
    const controller = new AbortController();
    let idle = () => {};
    const isIdle = () =>
      new Promise<void>((resolve) => {
        idle = resolve;
      });
    const run = new TaskRun({
      ...{ tasks, jobs: 1, failFast: false, signal: controller.signal, cache: undefined },
      ...{ emit: () => {}, argsOf: () => ({}), enter: (_, act) => act(), onIdle: () => idle() },
    });
    let quiet = isIdle();
    const ended = run.run(taskGraph(tasks, ["server", "b", "other"]));
    await quiet;
    await until("all have begun", () => ran.length === 4);
    assert.deepEqual(ran.splice(0).toSorted(), ["a", "b", "other", "server"]);
    quiet = isIdle();
    run.restart(new Map([["a", "changed"]]));
    await quiet;
    assert.deepEqual(ran.splice(0), ["a", "b"]);
    quiet = isIdle();
    run.restart(new Map([["server", "changed"]]));
    await quiet;
    await until("it has begun", () => ran.length > 0);
    assert.deepEqual(ran, ["server"]);
    controller.abort();
    assert.deepEqual(await ended, []);
  });
});
