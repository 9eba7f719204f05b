import { type BuildEvent, logSeconds } from "../../build-event.ts";
import { lineText } from "../tasks/line-text.ts";
import { type BuildWarning, buildSeconds, partText, warningSummary } from "./step-texts.ts";

interface Step {
  readonly number: number;
  readonly name: string;
  isOpen: boolean;
  /** Lines that wait until it is this one's turn. */
  held: string[];
}

/** A step that says nothing for so long makes room for one that has something to say. */
const patienceMs = 5_000;
/** Of a part that moves: more often is only noise in a log. */
const partEveryMs = 5_000;
const finished = Number.POSITIVE_INFINITY;

/**
 * The steps of builds as lines that stay: `#4 [2/3] RUN make`, what it says, `#4 DONE 3.2s`. Steps that work at once take turns, so
 * that lines of one stand together: one goes on until it ends, or has nothing to say while another has.
 */
export class PlainBuild {
  readonly #steps = new Map<string, Step>();
  readonly #partShownMs = new Map<string, number>();
  readonly #warnings: BuildWarning[] = [];
  #current: Step | undefined;
  /** Its last line waits a moment: steps often go on at once. */
  #ended: Step | undefined;
  #spokeMs = 0;
  #isFirst = true;

  /** The text to write, line breaks included. */
  take(event: BuildEvent, nowMs: number = performance.now()): string {
    if (event.type === "build.planned" || event.type === "build.status") return "";
    if (event.type === "build.step.started" && this.#ended === this.#steps.get(stepKey(event)) && this.#ended) {
      this.#ended.held.pop();
      this.#ended.isOpen = true;
      this.#ended = undefined;
      return "";
    }
    return this.flush(nowMs) + this.#takeNext(event, nowMs);
  }

  /** Whether there is something to flush. */
  get isWaiting(): boolean {
    return this.#ended !== undefined;
  }

  /** What waited for more of the same step, where no more has come. */
  flush(nowMs: number = performance.now()): string {
    const step = this.#ended;
    if (step === undefined) return "";
    this.#ended = undefined;
    const text = this.#show(step, nowMs);
    this.#current = undefined;
    const waiting = [...this.#steps.values()].filter(({ isOpen }) => isOpen);
    const next = waiting.find(({ held }) => held.length > 0) ?? waiting[0];
    return next === undefined ? text : text + this.#show(next, nowMs);
  }

  #takeNext(event: Exclude<BuildEvent, { type: "build.planned" | "build.status" }>, nowMs: number): string {
    if (event.type === "build.finished") return this.#finish(event.build);
    if (event.type === "build.warning") this.#warnings.push(event);
    const key = stepKey(event);
    if (event.type === "build.step.started") {
      const step = { number: event.step, name: event.name, isOpen: true, held: [] };
      this.#steps.set(key, step);
      return this.#current === undefined ? this.#show(step, nowMs) : "";
    }
    const step = this.#steps.get(key);
    if (step === undefined) return "";
    const line = this.#line(event, nowMs);
    if (line !== undefined) step.held.push(`#${step.number} ${line}`);
    if (isEnd(event)) {
      step.isOpen = false;
      this.#ended = step;
      return "";
    }
    const isItsTurn = step === this.#current || nowMs - this.#spokeMs > patienceMs;
    return isItsTurn && step.held.length > 0 ? this.#show(step, nowMs) : "";
  }

  #show(step: Step, nowMs: number): string {
    const lines: string[] = [];
    if (step !== this.#current) {
      if (this.#current !== undefined) lines.push(`#${this.#current.number} ...`);
      if (!this.#isFirst) lines.push("");
      lines.push(`#${step.number} ${step.name}`);
      this.#isFirst = false;
    }
    this.#current = step;
    this.#spokeMs = nowMs;
    lines.push(...step.held.splice(0));
    return lines.map((line) => `${line}\n`).join("");
  }

  #line(event: BuildEvent, nowMs: number): string | undefined {
    switch (event.type) {
      case "build.step.log":
        return `${logSeconds(event.elapsedMs)} ${lineText(event.line, true)}`;
      case "build.step.progress":
        return this.#part(event, nowMs);
      case "build.step.done":
        return `DONE ${buildSeconds(event.elapsedMs)}`;
      case "build.step.cached":
        return "CACHED";
      case "build.step.failed":
        return event.isCancelled ? "CANCELED" : `ERROR: ${event.error}`;
      case "build.warning":
        return `WARN: ${event.message}`;
      default:
        return undefined;
    }
  }

  #part(event: Extract<BuildEvent, { type: "build.step.progress" }>, nowMs: number): string | undefined {
    const key = `${stepKey(event)} ${event.id}`;
    if (this.#partShownMs.get(key) === finished) return undefined; // Two builds that share a step both tell of it.
    if (!event.isDone && nowMs - (this.#partShownMs.get(key) ?? Number.NEGATIVE_INFINITY) < partEveryMs)
      return undefined;
    this.#partShownMs.set(key, event.isDone ? finished : nowMs);
    const seconds = event.elapsedMs > 10 ? ` ${buildSeconds(event.elapsedMs)}` : "";
    return `${partText(event)}${seconds}${event.isDone ? " done" : ""}`;
  }

  #finish(build: string): string {
    const warnings = this.#warnings.filter((warning) => warning.build === build);
    this.#warnings.splice(0);
    this.#steps.clear();
    this.#partShownMs.clear();
    this.#current = undefined;
    return warningSummary(warnings)
      .map((line) => `${line}\n`)
      .join("");
  }
}

function stepKey({ build, step }: { readonly build: string; readonly step: number }): string {
  return `${build} ${step}`;
}

function isEnd({ type }: BuildEvent): boolean {
  return type === "build.step.done" || type === "build.step.cached" || type === "build.step.failed";
}
