import { LiveBlock } from "../live-block.ts";
import type { DrawingTerminal } from "../renderer.ts";
import { type HeldItem, HeldOutput } from "./held-output.ts";
import { LastLines } from "./last-lines.ts";
import { lineText } from "./line-text.ts";
import type { ReporterSetup, TaskReporter } from "./reporter.ts";
import { TaskNames } from "./task-names.ts";
import { elapsedText, outcomeText, paintOf, TaskTally } from "./task-text.ts";
import { type TreeState, treeLines } from "./tree-lines.ts";

const frameMs = 80;
const marks = { done: "✓", cached: "✓", failed: "✗", skipped: "-", cancelled: "-" } as const;

/** What has ended stays as lines; below them, drawn in place, what runs, with its steps, and under each task what waits for it. */
export function taskTree(setup: ReporterSetup, terminal: DrawingTerminal): TaskReporter {
  const { colors, isColored } = setup;
  const block = new LiveBlock(setup.write, terminal);
  const tally = new TaskTally();
  const names = new TaskNames({ isColored, terminal });
  const last = new LastLines();
  const state: TreeState = { running: new Map(), waiting: new Map(), startedMs: performance.now() };
  let above = "";
  let timer: NodeJS.Timeout | undefined;

  const draw = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = above;
    above = "";
    block.draw(
      treeLines(state, { size: terminal.size(), colors, frame: Math.floor(performance.now() / frameMs) }),
      text,
    );
    // The times go on.
    if (state.running.size > 0) timer = setTimeout(draw, frameMs).unref();
  };
  const drawSoon = () => {
    timer ??= setTimeout(draw, frameMs).unref();
  };
  const stopWatching = terminal.onResize(draw);
  const line = (task: string, text: string) => {
    above += `${names.aligned(task)} | ${text}\n`;
    last.take(task, text);
  };
  const lines = (task: string, items: readonly HeldItem[]) => {
    for (const item of items) {
      if ("line" in item) line(task, lineText(item.line, isColored));
      else lines(task, item.items);
    }
  };
  const held = setup.isGrouped
    ? new HeldOutput({ now: setup.now, show: ({ task, items }) => lines(task, items) })
    : undefined;

  return {
    report(event) {
      tally.take(event);
      held?.take(event);
      switch (event.type) {
        case "tasks.planned":
          state.startedMs = performance.now();
          names.plan(event.tasks.map(({ id }) => id));
          for (const { id, deps } of event.tasks) state.waiting.set(id, new Set(deps));
          break;
        case "task.started":
          state.waiting.delete(event.task);
          state.running.set(event.task, { startedMs: performance.now(), lastLine: "", steps: new Map() });
          break;
        case "task.output": {
          const task = state.running.get(event.task);
          const place = task?.steps.get(event.step ?? 0) ?? task;
          if (place !== undefined) place.lastLine = lineText(event.line).replaceAll("\t", " ");
          if (held === undefined) line(event.task, lineText(event.line, isColored));
          break;
        }
        case "step.started": {
          const { step, parent, name } = event;
          const steps = state.running.get(event.task)?.steps;
          const depth = (steps?.get(parent ?? 0)?.depth ?? -1) + 1;
          steps?.set(step, { name: lineText(name), depth, startedMs: performance.now(), lastLine: "" });
          break;
        }
        case "step.finished":
          state.running.get(event.task)?.steps.delete(event.step);
          break;
        case "task.retried":
          above += `${colors.warning("↻")} ${event.task}: tried again in ${elapsedText(event.delayMs)}\n`;
          break;
        case "task.finished": {
          state.waiting.delete(event.task);
          state.running.delete(event.task);
          const paint = paintOf(event.outcome, colors);
          above += `${paint(marks[event.outcome])} ${names.painted(event.task)}: ${paint(outcomeText(event))}\n`;
          if (event.outcome === "failed")
            above += last
              .apart(event.task)
              .map((text) => `  │ ${text}\n`)
              .join("");
          last.forget(event.task);
          break;
        }
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
      held?.close();
      state.running.clear();
      state.waiting.clear();
      draw();
    },
  };
}
