import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ContainerSummary } from "../../../../src/container/record/list.ts";
import { failedContainer, requireTerminal } from "../../../../src/recipe/tasks/failed-shell.ts";
import { type KeptContainer, KeptContainers, keptText } from "../../../../src/recipe/tasks/keep-failed.ts";
import type { TaskOutcome } from "../../../../src/task-events.ts";

function kept(name: string, status: string, exitCode?: number, labels = {}): KeptContainer {
  const container = { id: name, name, status, exitCode, labels } as ContainerSummary; // What is looked at.
  return { task: "test", container };
}

const service = { "nerdsh/service": "db" };

describe("the container that a shell opens in", () => {
  const cases: readonly [name: string, all: readonly KeptContainer[], chosen: string | undefined][] = [
    [
      "the last that exited with a status",
      [kept("a", "exited", 1), kept("b", "exited", 2), kept("c", "exited", 0)],
      "b",
    ],
    ["rather than one that runs", [kept("a", "exited", 1), kept("b", "running")], "a"],
    ["else the last that runs", [kept("a", "running"), kept("b", "running"), kept("c", "exited", 0)], "b"],
    ["no service, where there is another", [kept("a", "exited", 0), kept("b", "running", undefined, service)], "a"],
    ["a service, where there is none", [kept("b", "running", undefined, service)], "b"],
    ["none, where there is none", [], undefined],
  ];
  for (const [name, all, chosen] of cases) {
    test(`is ${name}`, () => assert.equal(failedContainer(all)?.container.name, chosen));
  }

  test("is at a terminal on both sides", () => {
    requireTerminal([{ isTTY: true }, { isTTY: true }]);
    assert.throws(() => requireTerminal([{ isTTY: true }, {}]), { code: "INVALID_VALUE" });
  });
});

describe("what is kept", () => {
  const finished = (task: string, outcome: TaskOutcome) =>
    ({ type: "task.finished", task, outcome, elapsedMs: 0 }) as const;

  function containers() {
    const containers = new KeptContainers();
    const removed: string[] = [];
    const dispose = (task: string, ...ids: string[]) =>
      containers.enter(task, () => {
        for (const id of ids) {
          const names = { id, name: id, image: "busybox" };
          containers.made(names);
          assert.ok(containers.take({ ...names, remove: async () => void removed.push(id) }));
        }
      });
    return { containers, removed, dispose };
  }

  test("goes when its task has ended well or was stopped, and stays when that has failed", async () => {
    const { containers: all, removed, dispose } = containers();
    for (const task of ["good", "stopped", "bad"]) dispose(task, `${task}-1`);
    assert.deepEqual(removed, []);
    all.report(finished("good", "done"));
    all.report(finished("stopped", "cancelled"));
    all.report(finished("bad", "failed"));
    assert.deepEqual(removed, ["good-1", "stopped-1"]);
    await all.release();
    assert.deepEqual(removed, ["good-1", "stopped-1", "bad-1"]);
  });

  test("of a try goes before the next one", () => {
    const { containers: all, removed, dispose } = containers();
    dispose("flaky", "first");
    all.report({ type: "task.retried", task: "flaky", attempt: 2, delayMs: 0, error: undefined });
    dispose("flaky", "second");
    all.report(finished("flaky", "failed"));
    assert.deepEqual(removed, ["first"]);
  });

  test("with a service that others end later", () => {
    const { containers: all } = containers();
    const names = { id: "db", name: "db", image: "redis" };
    const disposal = { ...names, remove: async () => {} };
    all.enter("bad", () => all.made(names));
    assert.equal(all.take(disposal), false, "nobody has failed yet");
    all.report(finished("bad", "failed"));
    assert.equal(all.take(disposal), true);
    assert.equal(all.take({ ...disposal, id: "other" }), false);
  });

  test("is named with the command that enters it", () => {
    const text = keptText([kept("web", "running"), kept("job", "exited", 3)]);
    const lines = [
      "kept of test: web, running\n  nerdsh exec -it web sh\n",
      "kept of test: job, exited with status 3\n  nerdsh commit job failed && nerdsh run -it --rm --entrypoint sh failed\n",
      "nerdsh rm -fv web job removes them\n",
    ];
    assert.equal(text, lines.join(""));
  });
});
