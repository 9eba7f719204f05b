import { lineText } from "../line-text.ts";
import type { RecordedTask } from "../run-record.ts";
import { ansiSpans, type Span } from "./ansi-spans.ts";
import { outcomeOf } from "./outcome.ts";

/** Whether it is stderr's, the text, the place of its step in `steps`, and its colours where it has some. */
type LogLine = readonly [isError: 0 | 1, text: string, step: number, spans?: readonly Span[]];

/** What the page's script reads. */
export interface LogData {
  readonly n: number;
  readonly id: string;
  readonly outcome: string;
  readonly dropped: number;
  readonly steps: readonly string[];
  readonly lines: readonly LogLine[];
}

export function logData(task: RecordedTask, n: number): LogData {
  const steps = [""];
  const lines = task.lines.map(({ text, stream, steps: names }): LogLine => {
    const shown = lineText(text, true);
    const spans = ansiSpans(shown);
    const path = names.join(" > ");
    let step = steps.indexOf(path);
    if (step === -1) step = steps.push(path) - 1;
    const plain = spans === undefined ? shown : spans.map(([part]) => part).join("");
    const isError = stream === "stderr" ? 1 : 0;
    return spans === undefined ? [isError, plain, step] : [isError, plain, step, spans];
  });
  return { n, id: task.id, outcome: outcomeOf(task), dropped: task.droppedLines, steps, lines };
}
