import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import { loadColors, noColors } from "../../ui/colors.ts";
import { gatheredWrites } from "../../ui/gathered-writes.ts";
import type { DrawingTerminal } from "../../ui/renderer.ts";
import { withFailures } from "../../ui/tasks/failures-text.ts";
import { type ReporterKind, type ReporterSetup, type TaskReporter, taskReporters } from "../../ui/tasks/reporter.ts";
import { ciEnvironment, taskColorLevel } from "./ci-environment.ts";
import { documentFile, streamedFile } from "./report-file.ts";
import { type ChosenReporter, chooseReporters, type ReporterChoice } from "./reporter-choice.ts";

export interface ReportersOptions extends Omit<ReporterChoice, "usual"> {
  /** The recipe, as people call it. */
  readonly name: string;
  readonly isGrouped: boolean;
}

export interface OpenReporters extends TaskReporter {
  /** Why reports could not be written, once it is closed. */
  readonly problems: readonly unknown[];
}

/** All reporters that were asked for, as one. Closes them also where the process exits before the run's end. */
export async function openReporters(options: ReportersOptions): Promise<OpenReporters> {
  const { env, stdout } = process;
  const ci = ciEnvironment(env);
  const terminal = stdout.isTTY && env["TERM"] !== "dumb" ? drawingTerminal() : undefined;
  const usual = ci.reporter ?? (terminal === undefined ? "plain" : "tty");
  const level = taskColorLevel(env, stdout.isTTY);
  // Before the tasks' own output is diverted from it.
  const toStdout = stdout.write.bind(stdout);
  const gathered = gatheredWrites((text) => void toStdout(text));
  const toStderr = process.stderr.write.bind(process.stderr);
  const summaryFile = env["GITHUB_STEP_SUMMARY"];
  const { name, cwd } = options;
  const common = { name, cwd, workspace: ci.workspace, isGrouped: options.isGrouped, now: Date.now };
  const shared: ReporterSetup = {
    ...{ ...common, terminal, write: gathered.write },
    ...{ colors: await loadColors(level), isColored: level > 0 },
    summary: summaryFile ? (text) => appendFileSync(summaryFile, text) : undefined,
  };
  const reporters: TaskReporter[] = [];
  const sayWhere = (document: string, file: string) => void toStderr(`${document}: ${relative(cwd, file)}\n`);
  for (const chosen of chooseReporters({ ...options, usual })) {
    const open = () => taskReporters[chosen.name].open(shared);
    reporters.push(chosen.file === undefined ? await open() : await inFile(chosen, { ...common, sayWhere }));
  }
  return closedAtExit(reporters, gathered.flush);
}

interface FileSetup extends Pick<ReporterSetup, "name" | "cwd" | "workspace" | "isGrouped" | "now"> {
  sayWhere(document: string, file: string): void;
}

/** In a file there are no colours, nothing is drawn, and nobody else tells what failed. */
async function inFile({ name, file = "" }: ChosenReporter, { sayWhere, ...common }: FileSetup): Promise<TaskReporter> {
  const kind: ReporterKind = taskReporters[name];
  const { write, close } = kind.document === undefined ? streamedFile(file) : documentFile(file);
  const reporter = await taskReporters[name].open({ ...common, write, colors: noColors, isColored: false });
  const whole = kind.tellsFailures ? reporter : withFailures(reporter, write, common);
  return {
    report: whole.report,
    close() {
      whole.close();
      close();
      if (kind.document !== undefined) sayWhere(name, file);
    },
  };
}

function closedAtExit(reporters: readonly TaskReporter[], flush: () => void): OpenReporters {
  const problems: unknown[] = [];
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    process.off("exit", close);
    for (const reporter of reporters) {
      keeping(problems, () => reporter.close());
      flush(); // Before another one says where its document is.
    }
  };
  process.on("exit", close);
  return {
    problems,
    report(event) {
      for (const reporter of reporters) reporter.report(event);
    },
    close,
  };
}

/** One report that cannot be written takes none of the others with it. */
function keeping(problems: unknown[], act: () => void): void {
  try {
    act();
  } catch (error) {
    problems.push(error);
  }
}

function drawingTerminal(): DrawingTerminal {
  return {
    size: () => ({ columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 }),
    onResize(listener) {
      process.stdout.on("resize", listener);
      return () => void process.stdout.off("resize", listener);
    },
  };
}
