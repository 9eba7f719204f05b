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
});

function setupOn(screen: Screen): ReporterSetup {
  return {
    ...{ write: screen.write, colors: noColors, isColored: false, terminal: screen, isGrouped: false },
    ...{ name: "ci.nerd.ts", cwd: "/work", now: () => 0 },
  };
}
