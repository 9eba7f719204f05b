import { failureText } from "../../failure.ts";
import { type HeldItem, HeldOutput, type TaskBlock } from "../held-output.ts";
import { lineText } from "../line-text.ts";
import type { ReporterSetup, TaskReporter } from "../reporter.ts";
import { elapsedText, outcomeText, paintOf, TaskTally } from "../task-text.ts";
import { SectionNames, sectionEnd, sectionStart } from "./section.ts";

/** A section a task, sections in it for its steps; those of failures are open. */
export function gitlabTasks({ write, colors, isColored, cwd, now }: ReporterSetup): TaskReporter {
  const tally = new TaskTally();
  const names = new SectionNames();
  const itemText = (item: HeldItem, owner: string, untilMs: number): string => {
    if ("line" in item) return `${lineText(item.line, isColored)}\n`;
    const name = names.of(`${owner}.${item.name}`);
    const { startedMs, endedMs = untilMs, failed } = item;
    const start = sectionStart({
      name,
      atMs: startedMs,
      header: colors.name(lineText(item.name)),
      isCollapsed: !failed,
    });
    const within = item.items.map((each) => itemText(each, name, untilMs)).join("");
    return `${start}${within}${sectionEnd(name, endedMs)}`;
  };
  const show = ({ task, startedMs, endedMs, items, finished, isRest }: TaskBlock) => {
    const ending = finished === undefined ? "goes on" : outcomeText(finished);
    const failed = finished?.outcome === "failed";
    const header = `${colors.name(task)}: ${finished ? paintOf(finished.outcome, colors)(ending) : ending}`;
    if (items.length === 0 && !isRest && !failed) return write(`${header}\n`);
    const name = names.of(task);
    const why = failed ? [failureText(finished.error, { cwd, hasPlaces: true, colors })] : [];
    write(
      [
        sectionStart({ name, atMs: startedMs, header, isCollapsed: !failed }),
        ...items.map((item) => itemText(item, name, endedMs)),
        ...why.map((text) => `${text}\n`),
        sectionEnd(name, endedMs),
      ].join(""),
    );
  };
  const held = new HeldOutput({ now, show });

  return {
    report(event) {
      tally.take(event);
      held.take(event);
      if (event.type === "task.retried")
        write(`${colors.warning(`${event.task}: failed, and is tried again in ${elapsedText(event.delayMs)}`)}\n`);
      else if (event.type === "tasks.finished") write(`${tally.text(event.elapsedMs)}\n`);
    },
    close() {
      held.close();
    },
  };
}
