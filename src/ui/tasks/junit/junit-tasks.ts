import { isNerdError } from "../../../errors.ts";
import { failurePlace, failureText } from "../../failure.ts";
import { lineText } from "../line-text.ts";
import type { ReporterSetup, TaskReporter } from "../reporter.ts";
import { lengthOf, type RecordedStep, type RecordedTask, RunRecord } from "../run-record.ts";
import { elapsedText } from "../task-text.ts";
import { xmlAttributes, xmlText } from "./xml-text.ts";

/** JUnit's XML, as Jenkins and GitLab read it: a suite for the recipe, a case for each task. */
export function junitTasks({ write, name, cwd, workspace = cwd, now }: ReporterSetup): TaskReporter {
  const record = new RunRecord(now);
  return {
    report: (event) => record.take(event),
    close: () => write(junitXml(record, { name, cwd, workspace })),
  };
}

type JunitOptions = Pick<ReporterSetup, "name" | "cwd"> & { readonly workspace: string };

function junitXml(record: RunRecord, options: JunitOptions): string {
  const { name } = options;
  const tasks = [...record.tasks.values()];
  const counts = {
    tests: tasks.length,
    failures: record.failed.length,
    errors: 0,
    skipped: tasks.filter((task) => ending(task) !== undefined && task.outcome !== "failed").length,
    time: seconds(record.lengthMs),
  };
  const timestamp = new Date(record.startedAtMs).toISOString().slice(0, 19); // Of the schema: without a zone, in UTC.
  const suites = xmlAttributes({ name: "nerdsh", ...counts, skipped: undefined });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${suites}>`,
    `  <testsuite${xmlAttributes({ name, ...counts, timestamp })}>`,
    ...tasks.map((task) => testCase(task, options)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(task: RecordedTask, { name, cwd, workspace }: JunitOptions): string {
  const place = task.outcome === "failed" ? failurePlace(task.error, workspace) : undefined;
  const attributes = {
    name: task.id,
    classname: name,
    time: seconds(lengthOf(task)),
    file: place?.file,
    line: place?.line,
  };
  const within = [
    ending(task, cwd),
    output("system-out", [...task.steps.map(stepLine), ...linesOf(task, "stdout")]),
    output("system-err", linesOf(task, "stderr")),
  ].filter((part) => part !== undefined);
  if (within.length === 0) return `    <testcase${xmlAttributes(attributes)}/>`;
  return [
    `    <testcase${xmlAttributes(attributes)}>`,
    ...within.map((part) => `      ${part}`),
    "    </testcase>",
  ].join("\n");
}

/** What says that a case did not pass. */
function ending({ outcome, reason, error }: RecordedTask, cwd = ""): string | undefined {
  switch (outcome) {
    case "done":
    case "cached":
      return undefined;
    case "skipped":
    case "cancelled":
      return `<skipped${xmlAttributes({ message: reason ?? outcome })}/>`;
    case undefined:
      return `<skipped${xmlAttributes({ message: "the run was stopped" })}/>`;
    case "failed": {
      const message = lineText((error instanceof Error ? error.message : String(error)).split("\n")[0]!); // Of one at least.
      const type = isNerdError(error) ? error.code : error instanceof Error ? error.name : "thrown";
      const text = failureText(error, { cwd, hasPlaces: true })
        .split("\n")
        .map((line) => lineText(line));
      return `<failure${xmlAttributes({ message, type })}>${xmlText(text.join("\n"))}</failure>`;
    }
  }
}

function linesOf({ lines, droppedLines }: RecordedTask, stream: "stdout" | "stderr"): string[] {
  const own = lines.filter((line) => line.stream === stream).map(({ text }) => withoutColors(text));
  return droppedLines > 0 && own.length > 0 ? ["… lines before these are not kept", ...own] : own;
}

/** Its steps are no cases: readers would count them, and show each as a test of its own. */
function stepLine({ names, startedMs, endedMs, failed }: RecordedStep): string {
  const time =
    endedMs === undefined ? "was stopped" : `${failed ? "failed" : "done"} after ${elapsedText(endedMs - startedMs)}`;
  return `step ${withoutColors(names.join(" > "))}: ${time}`;
}

/** Colours go; other controls stay, to be made visible. */
function withoutColors(text: string): string {
  return text.replace(/\x1b\[[\d;:]*[A-Za-z]/g, "").replace(/\r+$/, "");
}

function output(name: string, lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : `<${name}>${xmlText(lines.join("\n"))}</${name}>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
