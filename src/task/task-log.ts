import type { TaskEvent } from "../task-events.ts";

/** What a task has written, in the order in which it came. */
export interface LogLine {
  readonly stream: "stdout" | "stderr";
  readonly line: string;
}

/** More than this of one task is shown, and not kept. */
const longestLogBytes = 16 * 1024 * 1024;

/** A line a line, behind `o` or `e` for its stream. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map(({ stream, line }) => `${stream === "stdout" ? "o" : "e"}${line}\n`).join("");
}

export function readLog(text: string): LogLine[] {
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => ({ stream: line.startsWith("e") ? "stderr" : "stdout", line: line.slice(1) }));
}

/** Without what `masked` takes out, also where that goes over several lines: these are then one. */
export function maskedLog(lines: readonly LogLine[], masked: (text: string) => string): LogLine[] {
  const text = lines.map(({ line }) => line).join("\n");
  const shown = masked(text);
  if (shown === text) return [...lines];
  const texts = shown.split("\n");
  if (texts.length === lines.length) return lines.map(({ stream }, at) => ({ stream, line: texts[at]! })); // As many.
  return texts.map((line) => ({ stream: "stdout", line }));
}

/** Keeps what the tasks of a run write, until it is taken. */
export class TaskLogs {
  readonly #logs = new Map<string, { lines: LogLine[]; bytes: number }>();

  record(event: TaskEvent): void {
    if (event.type === "task.output") this.#add(event.task, event);
    // What an earlier try has written is none of the result's; what has failed is not kept.
    else if (event.type === "task.retried" || event.type === "task.finished") this.#logs.delete(event.task);
  }

  take(task: string): readonly LogLine[] {
    const log = this.#logs.get(task);
    this.#logs.delete(task);
    return log?.lines ?? [];
  }

  #add(task: string, { stream, line }: LogLine): void {
    const log = this.#logs.get(task) ?? { lines: [], bytes: 0 };
    this.#logs.set(task, log);
    log.bytes += line.length;
    if (log.bytes <= longestLogBytes) log.lines.push({ stream, line });
    else log.lines = [];
  }
}
