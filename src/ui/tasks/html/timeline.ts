import { lengthOf, type RecordedStep, type RecordedTask, type RunRecord } from "../run-record.ts";
import { elapsedText } from "../task-text.ts";
import { html } from "./escape.ts";
import { endingOf, marks, outcomeOf } from "./outcome.ts";

/** A row a task, in the order in which they began, with a bar from beginning to end, and the bars of its steps in it. */
export function timeline(record: RunRecord, critical: ReadonlySet<string>, linkOf: (id: string) => string): string {
  const length = Math.max(1, record.lengthMs);
  const at = (ms: number) => `${((100 * Math.min(ms, length)) / length).toFixed(3)}%`;
  const tasks = [...record.tasks.values()].sort((a, b) => (a.startedMs ?? Infinity) - (b.startedMs ?? Infinity) || 0);
  const row = (task: RecordedTask) => {
    const outcome = outcomeOf(task);
    const isCritical = critical.has(task.id);
    const startedMs = task.startedMs ?? length;
    const endedMs = task.endedMs ?? length;
    const ran = task.startedMs !== undefined;
    const label = [
      `${task.id}: ${endingOf(task)}`,
      ...(ran ? [`from ${elapsedText(startedMs)} to ${elapsedText(endedMs)}`] : []),
      ...(isCritical ? ["on the critical path"] : []),
    ].join(", ");
    const style = ran ? `left:${at(startedMs)};width:${at(endedMs - startedMs)}` : "left:0";
    const steps = task.steps.map((step) => stepBar(step, { at, endedMs })).join("");
    const classes = ["bar", outcome, ran ? "" : "never", isCritical ? "critical" : ""].filter(Boolean).join(" ");
    const time = ran && outcome !== "cached" ? elapsedText(lengthOf({ ...task, endedMs })) : outcome;
    return [
      `<li class="row"><span class="name"><span class="mark ${outcome}" aria-hidden="true">${marks[outcome]}</span> `,
      `${html(task.id)}</span><span class="track">`,
      `<a class="${classes}" style="${style}" href="#${linkOf(task.id)}" aria-label="${html(label)}" title="${html(label)}"></a>`,
      `${steps}</span><span class="time">${html(time)}</span></li>`,
    ].join("");
  };
  return [
    `<div class="axis" aria-hidden="true"><span class="track">`,
    ...ticks(length).map((ms) => `<span class="tick" style="left:${at(ms)}"><span>${elapsedText(ms)}</span></span>`),
    `</span></div>`,
    `<ol class="rows">${tasks.map(row).join("\n")}</ol>`,
  ].join("");
}

function stepBar(
  { names, startedMs, endedMs, failed }: RecordedStep,
  row: { at(ms: number): string; endedMs: number },
): string {
  const end = endedMs ?? row.endedMs;
  const title = `${names.join(" > ")}: ${elapsedText(end - startedMs)}`;
  const style = `left:${row.at(startedMs)};width:${row.at(end - startedMs)};--depth:${Math.min(3, names.length - 1)}`;
  return `<i class="step${failed ? " failed" : ""}" style="${style}" title="${html(title)}"></i>`;
}

/** Four to eight round times. */
export function ticks(lengthMs: number): number[] {
  const rough = lengthMs / 5;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const bases = rough >= 60_000 ? minutes : [1, 2, 5, 10].map((base) => base * power);
  const every = bases.find((base) => base >= rough) ?? bases.at(-1)!; // There are some.
  return Array.from({ length: Math.floor(lengthMs / every) + 1 }, (_, index) => index * every);
}

const minutes = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480].map((count) => count * 60_000);
