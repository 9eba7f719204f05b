import type { TaskEvent } from "../../task-events.ts";
import type { Colors } from "../colors.ts";
import type { DrawingTerminal, Write } from "../renderer.ts";

/** Shows a run of tasks on one stream. `close` is called exactly once, also where the run did not come to its end. */
export interface TaskReporter {
  report(event: TaskEvent): void;
  close(): void;
}

export interface ReporterSetup {
  readonly write: Write;
  readonly colors: Colors;
  /** False where `colors` paint nothing, and what tasks write is to have none either. */
  readonly isColored: boolean;
  /** What is drawn on; absent where the stream is no terminal. */
  readonly terminal?: DrawingTerminal | undefined;
  /** The recipe, as people call it. */
  readonly name: string;
  /** Files below it are shown relative to it. */
  readonly cwd: string;
  /** The repository's directory, where a CI knows files by their names in it; `cwd` where absent. */
  readonly workspace?: string | undefined;
  /** What tasks write is held until they end, so that it does not mix. */
  readonly isGrouped: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Takes a summary in Markdown, where the CI shows one. */
  readonly summary?: Write | undefined;
}

export interface ReporterKind {
  /** Loaded only when it is asked for. */
  open(setup: ReporterSetup): Promise<TaskReporter>;
  /** The file that it writes where none is named: a document, which is of use only when it is whole. */
  readonly document?: string;
  /** Says itself what failed, or is not for people. */
  readonly tellsFailures?: true;
}

/** By the name that `--reporter` takes. */
export const taskReporters = {
  plain: { open: async (setup) => (await import("./plain-tasks.ts")).plainTasks(setup) },
  json: {
    open: async ({ write, now }) => (await import("./json-tasks.ts")).jsonTasks(write, now),
    tellsFailures: true,
  },
  /** Drawn in place; plain lines where there is no terminal to draw on. */
  tty: {
    open: async (setup) =>
      setup.terminal
        ? (await import("./task-tree.ts")).taskTree(setup, setup.terminal)
        : (await import("./plain-tasks.ts")).plainTasks(setup),
  },
  github: { open: async (setup) => (await import("./github/github-tasks.ts")).githubTasks(setup) },
  gitlab: { open: async (setup) => (await import("./gitlab/gitlab-tasks.ts")).gitlabTasks(setup) },
  junit: {
    open: async (setup) => (await import("./junit/junit-tasks.ts")).junitTasks(setup),
    document: "junit.xml",
    tellsFailures: true,
  },
  html: {
    open: async (setup) => (await import("./html/html-tasks.ts")).htmlTasks(setup),
    document: "report.html",
    tellsFailures: true,
  },
} as const satisfies Readonly<Record<string, ReporterKind>>;

export type TaskReporterName = keyof typeof taskReporters;
