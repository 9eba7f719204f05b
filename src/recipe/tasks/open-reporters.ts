import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import type { DrawingTerminal } from "../../ui/renderer.ts";
import { type TaskReporter, type TaskReporterName, taskReporters } from "../../ui/tasks/reporter.ts";

export interface ReporterChoice {
  /** `plain`, `json=run.json`; the one that suits stdout where there is none. */
  readonly names: readonly string[];
  /** The file of the last one. */
  readonly output: string | undefined;
  readonly cwd: string;
}

/** All reporters that were asked for, as one. */
export async function openReporters({ names, output, cwd }: ReporterChoice): Promise<TaskReporter> {
  const terminal = process.stdout.isTTY && process.env["TERM"] !== "dumb" ? drawingTerminal() : undefined;
  const chosen = names.length > 0 ? names : [terminal === undefined ? "plain" : "tty"];
  const reporters: TaskReporter[] = [];
  // Before the tasks' own output is diverted from it.
  const toStdout = process.stdout.write.bind(process.stdout);
  for (const [index, written] of chosen.entries()) {
    const [name = "", ...parts] = written.split("=");
    const file = parts.length > 0 ? parts.join("=") : index === chosen.length - 1 ? output : undefined;
    const open = taskReporters[reporterName(name)];
    if (file === undefined) reporters.push(await open((text) => void toStdout(text), terminal));
    else reporters.push(await inFile(resolve(cwd, file), open));
  }
  return {
    report(event) {
      for (const reporter of reporters) reporter.report(event);
    },
    close() {
      for (const reporter of reporters) reporter.close();
    },
  };
}

async function inFile(path: string, open: (typeof taskReporters)[TaskReporterName]): Promise<TaskReporter> {
  const descriptor = openSync(path, "w");
  const { report, close } = await open((text) => void writeSync(descriptor, text));
  return {
    report,
    close() {
      close();
      closeSync(descriptor);
    },
  };
}

function reporterName(name: string): TaskReporterName {
  if (Object.hasOwn(taskReporters, name)) return name as TaskReporterName; // As the line above says.
  const suggestions = closest(name, Object.keys(taskReporters));
  const hint = `there are ${Object.keys(taskReporters).join(", ")}`;
  throw new NerdError("INVALID_VALUE", `no such reporter: ${name}`, { hint, suggestions });
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
