import { failurePlace, failureText } from "../../failure.ts";
import { type HeldItem, HeldOutput, type TaskBlock } from "../held-output.ts";
import { lineText } from "../line-text.ts";
import type { ReporterSetup, TaskReporter } from "../reporter.ts";
import { RunRecord } from "../run-record.ts";
import { elapsedText, outcomeText, paintOf, TaskTally } from "../task-text.ts";
import { stepSummary } from "./step-summary.ts";
import { annotation, endGroup, group, withoutGroups } from "./workflow-command.ts";

/** A group a task, an annotation where one failed, and the step's summary: for logs of GitHub Actions, and of what reads its commands. */
export function githubTasks(setup: ReporterSetup): TaskReporter {
  const { write, colors, isColored, cwd, now, summary, name } = setup;
  const places = { cwd, workspace: setup.workspace ?? cwd };
  const tally = new TaskTally();
  const record = new RunRecord(now);
  const show = ({ task, items, finished, isRest }: TaskBlock) => {
    const ending = finished === undefined ? "goes on" : outcomeText(finished);
    const title = `${task}: ${finished ? paintOf(finished.outcome, colors)(ending) : ending}`;
    if (items.length === 0 && !isRest) return write(`${title}\n`);
    write(`${group(title)}${linesOf(items, isColored, "").join("")}${endGroup}`);
  };
  const held = new HeldOutput({ now, show });

  return {
    report(event) {
      tally.take(event);
      record.take(event);
      held.take(event);
      if (event.type === "task.retried") {
        const title = `${event.task} is tried again in ${elapsedText(event.delayMs)}`;
        write(annotation({ level: "warning", title, ...wordsOf(event.error, places) }));
      } else if (event.type === "task.finished" && event.outcome === "failed") {
        write(annotation({ level: "error", title: `${event.task} failed`, ...wordsOf(event.error, places) }));
      } else if (event.type === "tasks.finished") write(`${tally.text(event.elapsedMs)}\n`);
    },
    close() {
      held.close();
      summary?.(stepSummary(record, { name, cwd }));
    },
  };
}

function wordsOf(error: unknown, { cwd, workspace }: { readonly cwd: string; readonly workspace: string }) {
  const message = lineByLine(failureText(error, { cwd, hasPlaces: true }));
  return { message, place: failurePlace(error, workspace) };
}

function lineByLine(text: string): string {
  return text
    .split("\n")
    .map((line) => lineText(line))
    .join("\n");
}

/** GitHub knows no groups in groups: steps are headings, and what they wrote is indented. */
function linesOf(items: readonly HeldItem[], isColored: boolean, indent: string): string[] {
  return items.flatMap((item) => {
    if ("line" in item) {
      const line = withoutGroups(lineText(item.line, isColored));
      return line === undefined ? [] : [`${indent}${line}\n`];
    }
    const { name, startedMs, endedMs, failed } = item;
    const ending =
      endedMs === undefined ? "" : `: ${failed ? "failed" : "done"} after ${elapsedText(endedMs - startedMs)}`;
    return [`${indent}▸ ${lineText(name)}${ending}\n`, ...linesOf(item.items, isColored, `${indent}  `)];
  });
}
