import { NerdError } from "../../src/errors.ts";
import type { TaskEvent } from "../../src/task-events.ts";
import { noColors } from "../../src/ui/colors.ts";
import type { ReporterSetup, TaskReporter } from "../../src/ui/tasks/reporter.ts";

/** When each event came, in milliseconds since the run began. */
export type RecordedRun = readonly (readonly [atMs: number, event: TaskEvent])[];

const cwd = "/work/app";

const output = (task: string, line: string, step?: number): TaskEvent => ({
  ...{ type: "task.output", task, stream: "stdout", line },
  ...(step !== undefined && { step }),
});

/** Two at once, steps in steps, colours and hostile lines, a retry, two failures, and what follows from them. */
export const recordedRun: RecordedRun = [
  [
    0,
    {
      type: "tasks.planned",
      tasks: [
        { id: "build", deps: [] },
        { id: "lint", deps: [] },
        { id: "docs", deps: [] },
        { id: "test:22", deps: ["build"] },
        { id: "deploy", deps: ["test:22", "lint"] },
      ],
    },
  ],
  [10, { type: "task.finished", task: "docs", outcome: "cached", elapsedMs: 4 }],
  [10, { type: "task.started", task: "build" }],
  [12, { type: "task.started", task: "lint" }],
  [20, { type: "step.started", task: "build", step: 1, name: "compile" }],
  [30, { type: "step.started", task: "build", step: 2, parent: 1, name: "types <T>" }],
  [40, output("build", "\x1b[32mfine\x1b[0m and \x1b[1;38;5;208mloud\x1b[0m 漢字", 2)],
  [45, output("lint", "::error file=a.ts,line=3::its own annotation")],
  [46, output("lint", "::group::its own group")],
  [47, output("lint", "::endgroup::")],
  [50, { type: "step.finished", task: "build", step: 2, name: "types <T>", failed: false, elapsedMs: 20 }],
  [60, output("build", "10 %\r50 %\r100 %\r", 1)],
  [70, output("build", "</script><img src=x onerror=alert(1)> & ]]> ``` \x1b[2J\u0007")],
  [80, { type: "task.retried", task: "lint", attempt: 2, delayMs: 1000, error: atLine(new Error("50% of it"), 8) }],
  [1020, { type: "step.finished", task: "build", step: 1, name: "compile", failed: false, elapsedMs: 1000 }],
  [1030, { type: "task.finished", task: "build", outcome: "done", elapsedMs: 1020 }],
  [1040, { type: "task.started", task: "test:22" }],
  [1050, { type: "step.started", task: "test:22", step: 3, name: "unit" }],
  [1060, { type: "task.output", task: "test:22", stream: "stderr", line: "not ok 1 - adds, a|b", step: 3 }],
  [1070, { type: "step.finished", task: "test:22", step: 3, name: "unit", failed: true, elapsedMs: 20 }],
  [
    2080,
    {
      ...{ type: "task.finished", task: "test:22", outcome: "failed", elapsedMs: 1040 },
      error: atLine(
        new NerdError("COMMAND_FAILED", "a container failed: test,\nwith 100%", {
          hint: "look at <it>",
          stderr: "why\n",
        }),
        21,
      ),
    },
  ],
  [2090, { type: "task.finished", task: "deploy", outcome: "skipped", elapsedMs: 0, reason: "test:22 failed" }],
  [
    2200,
    {
      type: "task.finished",
      task: "lint",
      outcome: "failed",
      elapsedMs: 2188,
      error: atLine(new Error("lint, too"), 8),
    },
  ],
  [2210, { type: "tasks.finished", failed: ["test:22", "lint"], elapsedMs: 2210 }],
];

/** What a reporter makes of a run; what it wrote to the summary comes after it. */
export function reported(
  run: RecordedRun,
  open: (setup: ReporterSetup) => TaskReporter,
  changes: Partial<ReporterSetup> = {},
): string {
  const startedAtMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  let nowMs = startedAtMs;
  let text = "";
  const write = (part: string) => {
    text += part;
  };
  const own = { write, colors: noColors, isColored: false, isGrouped: false };
  const reporter = open({ ...own, name: "ci.nerd.ts", cwd, now: () => nowMs, ...changes });
  for (const [atMs, event] of run) {
    nowMs = startedAtMs + atMs;
    reporter.report(event);
  }
  reporter.close();
  return text;
}

function atLine<E extends Error>(error: E, line: number): E {
  error.stack = `${error.name}: ${error.message}\n    at async test (file://${cwd}/ci.nerd.ts:${line}:7)\n    at node:internal/x:1:1`;
  return error;
}
