import type { BuildEvent } from "../../build-event.ts";
import { type Colors, noColors } from "../colors.ts";
import { lineText } from "../tasks/line-text.ts";
import { fitText, textWidth } from "../text-width.ts";
import { type BuildWarning, buildSeconds, partText, warningSummary } from "./step-texts.ts";

type Part = Extract<BuildEvent, { type: "build.step.progress" }>;

interface Step {
  readonly name: string;
  outcome: "running" | "done" | "cached" | "failed" | "cancelled";
  /** When it began, by this process' clock; what it worked before that. */
  sinceMs: number;
  elapsedMs: number;
  readonly parts: Map<string, { readonly part: Part; readonly sinceMs: number }>;
  readonly lines: string[];
}

interface Build {
  readonly startedMs: number;
  planned: number;
  readonly steps: Map<number, Step>;
  readonly warnings: BuildWarning[];
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What is left out, step by step, until all fits: parts of what is done, what is done, output, parts. */
const forms = [
  { donePart: true, done: true, output: 6, part: true },
  { donePart: false, done: true, output: 6, part: true },
  { donePart: false, done: false, output: 6, part: true },
  { donePart: false, done: false, output: 3, part: true },
  { donePart: false, done: false, output: 1, part: true },
  { donePart: false, done: false, output: 0, part: false },
] as const;
type Form = (typeof forms)[number];
const mostOutput = forms[0].output;

/** Builds as a block of lines: each step with its time, what moves in it, and the last lines that it wrote. */
export class BuildTree {
  readonly #builds = new Map<string, Build>();
  readonly #colors: Colors;

  constructor(colors: Colors = noColors) {
    this.#colors = colors;
  }

  get isRunning(): boolean {
    return this.#builds.size > 0;
  }

  take(event: BuildEvent, nowMs: number = performance.now()): void {
    const build = this.#builds.get(event.build) ?? newBuild(nowMs);
    this.#builds.set(event.build, build);
    if (event.type === "build.planned") build.planned = event.steps;
    if (event.type === "build.warning") build.warnings.push(event);
    if (event.type === "build.step.started") {
      const { elapsedMs = 0, parts = new Map(), lines = [] } = build.steps.get(event.step) ?? {};
      const running = { name: event.name, outcome: "running" as const, sinceMs: nowMs, elapsedMs, parts, lines };
      build.steps.set(event.step, running);
    }
    const step = "step" in event ? build.steps.get(event.step) : undefined;
    if (step !== undefined) takeStep(step, event, nowMs);
  }

  /** What stays of a build that is over, whatever room it takes; it is forgotten. */
  finished(event: Extract<BuildEvent, { type: "build.finished" }>, columns: number, nowMs = performance.now()): string {
    const build = this.#builds.get(event.build);
    this.#builds.delete(event.build);
    if (build === undefined || build.steps.size === 0) return "";
    const head = this.#head(build, event.elapsedMs, event.outcome === "done" ? " FINISHED" : "");
    const lines = [...build.steps.values()].flatMap((step) => this.#stepLines(step, forms[0], columns - 1, nowMs));
    const summary = warningSummary(build.warnings).map((line) => fitText(line, columns - 1));
    return [fitText(head, columns - 1), ...lines, ...summary].map((line) => `${line}\n`).join("");
  }

  /** Never more than a screen's lines, each less wide than it. */
  lines({ columns, rows }: Size, nowMs: number = performance.now()): string[] {
    const builds = [...this.#builds.values()].filter(({ steps }) => steps.size > 0);
    const room = Math.max(1, Math.floor((rows - 1) / Math.max(1, builds.length)));
    return builds.slice(0, rows - 1).flatMap((build) => this.#buildLines(build, { columns, rows: room }, nowMs));
  }

  #buildLines(build: Build, { columns, rows }: Size, nowMs: number): string[] {
    const head = fitText(this.#head(build, nowMs - build.startedMs), columns - 1);
    const steps = [...build.steps.values()];
    const room = rows - 1;
    for (const form of forms) {
      const shown = form.done ? steps : lastFitting(steps, form, room);
      const lines = shown.flatMap((step) => this.#stepLines(step, form, columns - 1, nowMs));
      if (lines.length <= room) return [head, ...lines];
    }
    const running = steps.filter(isRunning).slice(0, Math.max(0, room));
    return [head, ...running.flatMap((step) => this.#stepLines(step, forms[5], columns - 1, nowMs))];
  }

  #head({ steps, planned }: Build, elapsedMs: number, end = ""): string {
    const over = [...steps.values()].filter((step) => !isRunning(step)).length;
    return `[+] Building ${buildSeconds(elapsedMs)} (${over}/${Math.max(planned, steps.size)})${end}`;
  }

  #stepLines(step: Step, form: Form, width: number, nowMs: number): string[] {
    const word = { running: "", done: "", cached: "CACHED ", failed: "ERROR ", cancelled: "CANCELED " }[step.outcome];
    const paint = { running: undefined, done: "name", cached: "name", failed: "error", cancelled: "warning" } as const;
    const style = paint[step.outcome];
    const elapsedMs = isRunning(step) ? step.elapsedMs + nowMs - step.sinceMs : step.elapsedMs;
    const line = timed(` => ${word}${step.name}`, elapsedMs, width);
    const hasParts = isRunning(step) ? form.part : form.donePart;
    const parts = hasParts
      ? [...step.parts.values()].map(({ part, sinceMs }) => {
          const passedMs = part.isDone || !isRunning(step) ? 0 : nowMs - sinceMs;
          return timed(` => => ${partText(part)}`, part.elapsedMs + passedMs, width);
        })
      : [];
    const count = isRunning(step) ? form.output : 0;
    const output = count === 0 ? [] : step.lines.slice(-count).map((text) => fitText(` => => # ${text}`, width));
    return [
      style === undefined ? line : this.#colors[style](line),
      ...parts.map((part) => (style === undefined ? part : this.#colors[style](part))),
      ...output.map((text) => this.#colors.faint(text)),
    ];
  }
}

function takeStep(step: Step, event: BuildEvent, nowMs: number): void {
  switch (event.type) {
    case "build.step.progress":
      step.parts.set(event.id, { part: event, sinceMs: nowMs });
      return;
    case "build.step.log":
      step.lines.push(lineText(event.line).replaceAll("\t", "  "));
      if (step.lines.length > mostOutput) step.lines.shift();
      return;
    case "build.step.done":
      Object.assign(step, { outcome: "done", elapsedMs: event.elapsedMs });
      return;
    case "build.step.cached":
      step.outcome = "cached";
      return;
    case "build.step.failed":
      Object.assign(step, { outcome: event.isCancelled ? "cancelled" : "failed", elapsedMs: event.elapsedMs });
      return;
  }
}

/** Those that run, and of those that do not the last ones that leave room for them. */
function lastFitting(steps: readonly Step[], form: Form, room: number): Step[] {
  const heightOf = ({ parts, lines }: Step) => 1 + (form.part ? parts.size : 0) + Math.min(lines.length, form.output);
  let left = room - steps.filter(isRunning).reduce((sum, step) => sum + heightOf(step), 0);
  const kept = new Set<Step>();
  for (const step of steps.filter((each) => !isRunning(each)).reverse()) {
    if (left-- > 0) kept.add(step);
  }
  return steps.filter((step) => isRunning(step) || kept.has(step));
}

/** The time at the right edge; a text that is too long is cut, the time never. */
function timed(text: string, elapsedMs: number, width: number): string {
  const time = ` ${buildSeconds(elapsedMs)}`;
  const fitted = fitText(text, width - time.length);
  return fitted + " ".repeat(Math.max(0, width - time.length - textWidth(fitted))) + time;
}

function isRunning({ outcome }: Step): boolean {
  return outcome === "running";
}

function newBuild(startedMs: number): Build {
  return { startedMs, planned: 0, steps: new Map(), warnings: [] };
}
