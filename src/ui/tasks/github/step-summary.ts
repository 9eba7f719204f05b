import { failurePlace, failureText } from "../../failure.ts";
import { lineText } from "../line-text.ts";
import { lengthOf, type RecordedTask, type RunRecord } from "../run-record.ts";
import { elapsedText, taskOutcomes } from "../task-text.ts";

const marks = { done: "✅", cached: "♻️", skipped: "⏭️", cancelled: "🚫", failed: "❌" } as const;
/** GitHub takes 1 MiB a step, and drops all of what is longer. */
const mostRows = 500;
const mostFailures = 20;
const lastLines = 30;
const longestLine = 500;

/** The run in GitHub's Markdown: what failed and why, and a table of all tasks. */
export function stepSummary(record: RunRecord, { name, cwd }: { readonly name: string; readonly cwd: string }): string {
  const tasks = [...record.tasks.values()];
  const counts = taskOutcomes.flatMap((outcome) => {
    const count = tasks.filter((task) => task.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  const state = record.elapsedMs === undefined ? "was stopped" : record.failed.length > 0 ? "failed" : "is done";
  const rows = tasks.slice(0, mostRows).map((task) => `| ${code(task.id)} | ${outcomeOf(task)} | ${timeOf(task)} |`);
  const more = tasks.length > mostRows ? [`\n… and ${tasks.length - mostRows} more tasks`] : [];
  return [
    `### ${escapeText(name)} ${state}: ${counts.join(", ")}, in ${elapsedText(record.lengthMs)}`,
    "",
    ...record.failed.slice(0, mostFailures).flatMap((task) => failure(task, cwd)),
    "| task | outcome | time |",
    "|---|---|--:|",
    ...rows,
    ...more,
    "",
    "",
  ].join("\n");
}

function failure(task: RecordedTask, cwd: string): string[] {
  const place = failurePlace(task.error, cwd);
  const where = place === undefined ? "" : ` at ${code(`${place.file}:${place.line}`)}`;
  const last = task.lines.slice(-lastLines).map(({ text }) => lineText(text).slice(0, longestLine));
  const output = last.length === 0 ? [] : ["", "its last lines:", "", ...fenced(last.join("\n"))];
  return [
    `**${code(task.id)} failed**${where}`,
    "",
    ...fenced(plain(failureText(task.error, { cwd, hasPlaces: true }))),
    ...output,
    "",
  ];
}

function plain(text: string): string {
  return text
    .split("\n")
    .slice(0, 100)
    .map((line) => lineText(line).slice(0, longestLine))
    .join("\n");
}

function outcomeOf({ outcome, reason, retries }: RecordedTask): string {
  if (outcome === undefined) return "🚫 was running";
  const after = outcome !== "done" && outcome !== "failed" && reason ? `: ${escapeText(reason)}` : "";
  return `${marks[outcome]} ${outcome}${after}${retries === 0 ? "" : `, tried ${retries + 1} times`}`;
}

function timeOf(task: RecordedTask): string {
  return lengthOf(task) === 0 ? "" : elapsedText(lengthOf(task));
}

/** Text may have anything in it: it ends no fence. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, text, fence];
}

/** Names of tasks can be typed, and so have neither backquotes nor line ends; a `|` would end the cell all the same. */
function code(name: string): string {
  return `\`${name.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

function escapeText(text: string): string {
  return lineText(text.replaceAll("\n", " "))
    .replace(/[\\`*_[\]|~#]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;");
}
