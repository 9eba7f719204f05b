import { stripVTControlCharacters } from "node:util";
import { LiveBlock } from "../live-block.ts";
import type { DrawingTerminal, Write } from "../renderer.ts";
import { fitText } from "../text-width.ts";
import type { TaskReporter } from "./reporter.ts";
import { elapsedText, outcomeText, TaskTally } from "./task-text.ts";

const frameMs = 80;
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const marks = { done: "✓", cached: "✓", failed: "✗", skipped: "-", cancelled: "-" } as const;

interface Running {
  readonly startedMs: number;
  lastLine: string;
}

/** What has ended stays as lines; below them, drawn in place, what runs, and under each task what waits for it. */
export function taskTree(write: Write, terminal: DrawingTerminal): TaskReporter {
  const block = new LiveBlock(write, terminal);
  const tally = new TaskTally();
  const running = new Map<string, Running>();
  const waiting = new Map<string, Set<string>>();
  let above = "";
  let timer: NodeJS.Timeout | undefined;

  const draw = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = above;
    above = "";
    block.draw(treeLines(running, waiting, terminal.size()), text);
    // The times go on.
    if (running.size > 0) timer = setTimeout(draw, frameMs).unref();
  };
  const drawSoon = () => {
    timer ??= setTimeout(draw, frameMs).unref();
  };
  const stopWatching = terminal.onResize(draw);

  return {
    report(event) {
      tally.take(event);
      switch (event.type) {
        case "tasks.planned":
          for (const { id, deps } of event.tasks) waiting.set(id, new Set(deps));
          break;
        case "task.started":
          waiting.delete(event.task);
          running.set(event.task, { startedMs: performance.now(), lastLine: "" });
          break;
        case "task.output": {
          const task = running.get(event.task);
          if (task !== undefined) task.lastLine = stripVTControlCharacters(event.line);
          above += `${event.task} | ${event.line}\n`;
          break;
        }
        case "task.retried":
          above += `↻ ${event.task}: tried again in ${elapsedText(event.delayMs)}\n`;
          break;
        case "task.finished":
          waiting.delete(event.task);
          running.delete(event.task);
          above += `${marks[event.outcome]} ${event.task}: ${outcomeText(event)}\n`;
          break;
        case "step.started":
        case "step.finished":
          break;
        case "tasks.finished":
          above += `${tally.text(event.elapsedMs)}\n`;
          break;
        default:
          event satisfies never;
      }
      drawSoon();
    },
    close() {
      stopWatching();
      running.clear();
      draw();
    },
  };
}

/** At most half of the screen. */
function treeLines(
  running: ReadonlyMap<string, Running>,
  waiting: ReadonlyMap<string, ReadonlySet<string>>,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string[] {
  const nowMs = performance.now();
  const frame = spinner.charAt(Math.floor(nowMs / frameMs) % spinner.length);
  const lines = [...running].flatMap(([id, { startedMs, lastLine }]) => {
    const dependents = [...waiting].filter(([, deps]) => deps.has(id)).map(([dependent]) => dependent);
    return [
      `${frame} ${id}  ${elapsedText(nowMs - startedMs)}  ${lastLine}`,
      ...(dependents.length === 0 ? [] : [`  └ ${dependents.join(", ")}`]),
    ];
  });
  return lines.slice(0, Math.max(1, Math.floor(rows / 2))).map((line) => fitText(line, columns - 1));
}
