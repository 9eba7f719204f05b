import type { Colors } from "../colors.ts";
import { fitText, textWidth } from "../text-width.ts";
import { elapsedText } from "./task-text.ts";

interface Running {
  readonly startedMs: number;
  lastLine: string;
}

interface RunningStep extends Running {
  readonly name: string;
  readonly depth: number;
}

export interface TreeState {
  readonly running: Map<string, Running & { readonly steps: Map<number, RunningStep> }>;
  /** What each still waits for. */
  readonly waiting: Map<string, ReadonlySet<string>>;
  startedMs: number;
}

interface TreeView {
  readonly size: { readonly columns: number; readonly rows: number };
  readonly colors: Colors;
  readonly frame: number;
}

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/** At most half of the screen: each task first, then steps and what waits as far as there is room, and a line that counts. */
export function treeLines(state: TreeState, { size, colors, frame }: TreeView): string[] {
  const { running, waiting } = state;
  if (running.size === 0) return [];
  const nowMs = performance.now();
  const columns = size.columns - 1;
  const room = Math.max(1, Math.floor(size.rows / 2) - 1);
  const shown = [...running].slice(0, running.size > room ? Math.max(1, room - 1) : room);
  const hidden = running.size - shown.length;
  let left = room - shown.length - Math.sign(hidden);
  const lines = shown.flatMap(([id, { startedMs, lastLine, steps }]) => {
    const mark = colors.name(spinner.charAt(frame % spinner.length));
    const below: string[] = [];
    for (const step of steps.values()) {
      if (below.length >= left) break;
      const head = `${"  ".repeat(step.depth + 1)}▸ ${step.name}  ${elapsedText(nowMs - step.startedMs)}`;
      below.push(row({ head, tail: step.lastLine, columns, colors }));
    }
    const dependents = [...waiting].filter(([, deps]) => deps.has(id)).map(([dependent]) => dependent);
    if (dependents.length > 0 && below.length < left)
      below.push(row({ head: "", tail: `  └ ${dependents.join(", ")}`, columns, colors }));
    left -= below.length;
    const head = ` ${id}  ${elapsedText(nowMs - startedMs)}`;
    // Where steps have no lines of their own, the innermost one stands for what its task does.
    const step = steps.size > 0 && below.length === 0 ? [...steps.values()].at(-1) : undefined;
    const tail = step === undefined ? lastLine : `▸ ${step.name}  ${step.lastLine || lastLine}`.trimEnd();
    return [`${mark}${row({ head, tail, columns: columns - 1, colors })}`, ...below];
  });
  const counts = [`${running.size} running`, ...(waiting.size > 0 ? [`${waiting.size} waiting`] : [])];
  const sum = `${counts.join(", ")}  ${elapsedText(nowMs - state.startedMs)}`;
  return [
    ...lines,
    ...(hidden > 0 ? [row({ head: "", tail: `  … and ${hidden} more`, columns, colors })] : []),
    row({ head: "", tail: sum, columns, colors }),
  ];
}

interface Row {
  readonly head: string;
  /** Faint, and cut first. */
  readonly tail: string;
  readonly columns: number;
  readonly colors: Colors;
}

function row({ head, tail, columns, colors }: Row): string {
  const free = columns - textWidth(head) - (head === "" ? 0 : 2);
  if (tail === "" || free < 4) return fitText(head === "" ? tail : head, columns);
  return `${head}${head === "" ? "" : "  "}${colors.faint(fitText(tail, free))}`;
}
