import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { noColors } from "../../../../src/ui/colors.ts";
import type { ReporterSetup } from "../../../../src/ui/tasks/reporter.ts";
import { taskTree } from "../../../../src/ui/tasks/task-tree.ts";
import { Screen } from "../../../support/screen.ts";

describe("the live tree of tasks", () => {
  test("shows what runs, and what waits for it, below the lines that stay", (t) => {
    let nowMs = 0;
    t.mock.timers.enable({ apis: ["setTimeout"] });
    t.mock.method(performance, "now", () => nowMs);
    const tick = () => {
      nowMs += 80;
      t.mock.timers.tick(80);
    };
    const screen = new Screen(40);
    const tree = taskTree(setupOn(screen), screen);
    const tasks = [
      { id: "build", deps: [] },
      { id: "test:20", deps: ["build"] },
      { id: "test:22", deps: ["build"] },
    ];
    tree.report({ type: "tasks.planned", tasks });
    tree.report({ type: "task.started", task: "build" });
    tree.report({ type: "task.output", task: "build", stream: "stdout", line: "compiling a great many files" });
    tick();
    assert.equal(
      screen.text(),
      [
        "build   | compiling a great many files",
        "⠙ build  80 ms  compiling a great many…",
        "  └ test:20, test:22",
        "1 running, 2 waiting  80 ms",
        "",
      ].join("\n"),
    );
    tree.report({ type: "task.finished", task: "build", outcome: "done", elapsedMs: 80 });
    tree.report({ type: "task.started", task: "test:22" });
    tick();
    assert.match(screen.text(), /\n✓ build: done after 80 ms\n⠹ test:22 {2}80 ms\n1 running, 1 waiting {2}160 ms\n$/);
    tree.report({ type: "task.finished", task: "test:22", outcome: "failed", elapsedMs: 80 });
    tree.report({ type: "tasks.finished", failed: ["test:22"], elapsedMs: 160 });
    tree.close();
    assert.match(screen.text(), /\n✗ test:22: failed after 80 ms\n2 tasks: 1 done, 1 failed, in 160 ms\n$/);
    assert.equal(screen.watched, false);
  });

  test("gives each task a line before steps get some, and counts those that have none", (t) => {
    let nowMs = 0;
    t.mock.timers.enable({ apis: ["setTimeout"] });
    t.mock.method(performance, "now", () => nowMs);
    const screen = new Screen(30, 12);
    const tree = taskTree(setupOn(screen), screen);
    const draw = () => {
      nowMs += 80;
      t.mock.timers.tick(80);
      return screen.text();
    };
    tree.report({ type: "tasks.planned", tasks: [] });
    for (const task of ["a", "b", "c"]) tree.report({ type: "task.started", task });
    tree.report({ type: "step.started", task: "a", step: 1, name: "outer" });
    tree.report({ type: "step.started", task: "a", step: 2, parent: 1, name: "inner" });
    tree.report({ type: "step.started", task: "b", step: 3, name: "other" });
    assert.equal(
      draw(),
      "⠙ a  80 ms\n  ▸ outer  80 ms\n    ▸ inner  80 ms\n⠙ b  80 ms  ▸ other\n⠙ c  80 ms\n3 running  80 ms\n",
    );
    for (const task of ["d", "e", "f"]) tree.report({ type: "task.started", task });
    tree.report({ type: "task.output", task: "b", stream: "stdout", line: "\x1b[2J漢字漢字漢字漢字", step: 3 });
    assert.equal(
      draw(),
      [
        "b | 漢字漢字漢字漢字",
        "⠹ a  160 ms  ▸ inner",
        "⠹ b  160 ms  ▸ other  漢字漢…",
        "⠹ c  160 ms",
        "⠹ d  80 ms",
        "  … and 2 more",
        "6 running  160 ms",
        "",
      ].join("\n"),
    );
    tree.close();
  });

  test("shows the last lines of what failed again where others stand between them", () => {
    const screen = new Screen(40);
    const tree = taskTree(setupOn(screen), screen);
    const line = (task: string, text: string) =>
      tree.report({ type: "task.output", task, stream: "stdout", line: text });
    for (const task of ["a", "b"]) tree.report({ type: "task.started", task });
    line("a", "one");
    line("b", "between");
    line("a", "two");
    tree.report({ type: "task.finished", task: "a", outcome: "failed", elapsedMs: 5 });
    line("b", "alone");
    tree.report({ type: "task.finished", task: "b", outcome: "failed", elapsedMs: 5 });
    tree.close();
    assert.equal(
      screen.text(),
      [
        ...["a | one", "b | between", "a | two", "✗ a: failed after 5 ms", "  │ one", "  │ two"],
        ...["b | alone", "✗ b: failed after 5 ms", "  │ between", "  │ alone", ""],
      ].join("\n"),
    );
  });
});

function setupOn(screen: Screen): ReporterSetup {
  return {
    ...{ write: screen.write, colors: noColors, isColored: false, terminal: screen, isGrouped: false },
    ...{ name: "ci.nerd.ts", cwd: "/work", now: () => 0 },
  };
}
