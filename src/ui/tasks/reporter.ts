import type { TaskEvent } from "../../task-events.ts";
import type { DrawingTerminal, Write } from "../renderer.ts";

/** Shows a run of tasks on one stream. `close` is called exactly once. */
export interface TaskReporter {
  report(event: TaskEvent): void;
  close(): void;
}

/** By the name that `--reporter` takes; each is loaded only when it is asked for. */
export const taskReporters = {
  plain: async (write: Write): Promise<TaskReporter> => (await import("./plain-tasks.ts")).plainTasks(write),
  json: async (write: Write): Promise<TaskReporter> => (await import("./json-tasks.ts")).jsonTasks(write),
  /** Drawn in place; plain lines where there is no terminal to draw on. */
  tty: async (write: Write, terminal?: DrawingTerminal): Promise<TaskReporter> =>
    terminal ? (await import("./task-tree.ts")).taskTree(write, terminal) : taskReporters.plain(write),
} as const;

export type TaskReporterName = keyof typeof taskReporters;
