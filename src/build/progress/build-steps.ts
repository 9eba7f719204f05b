import { type BuildEvent, logSeconds } from "../../build-event.ts";
import type { StatusResponse, Vertex, VertexLog, VertexStatus, VertexWarning } from "../../buildkit/protocol.ts";
import { StepLog } from "./step-log.ts";
import { WorkTime } from "./work-time.ts";

/** What people see as one: a vertex, or all of a progress group. */
interface Step {
  number: number | undefined;
  name: string;
  digest: string;
  readonly time: WorkTime;
  readonly logs: Map<number, StepLog>;
  readonly errors: Map<string, string>;
  /** Of its vertices, those that were worked for, not found in the cache. */
  readonly worked: Set<string>;
  /** Vertices that must not be shown by themselves are all that it has as yet. */
  isHidden: boolean;
  isOver: boolean;
  /** Its last lines, for the error that it ends in. */
  readonly lastLines: string[];
}

export interface FailedStep {
  readonly name: string;
  /** Seconds and text, as in `0.123 make: *** [all] Error 1`. */
  readonly lastLines: readonly string[];
}

const keptLines = 10;
const cancelled = "context canceled";

/** Makes events of BuildKit's messages, and remembers what it must for that. Has no clock: all times are the builder's. */
export class BuildSteps {
  readonly build: string;
  readonly #vertices = new Map<string, Step>();
  readonly #groups = new Map<string, Step>();
  #started = 0;
  #planned = 0;

  constructor(build: string) {
    this.build = build;
  }

  /** `target` is whose of several builds the message is: `[web 1/3] FROM alpine`. */
  take(status: StatusResponse, target?: string): BuildEvent[] {
    const events = status.vertexes.flatMap((vertex) => this.#takeVertex(vertex, target));
    events.push(...status.statuses.flatMap((part) => this.#takePart(part)));
    events.push(...status.warnings.flatMap((warning) => this.#takeWarning(warning)));
    events.push(...status.logs.flatMap((log) => this.#takeLog(log)));
    events.push(...status.vertexes.flatMap((vertex) => this.#endOf(vertex)));
    const steps = new Set(this.#vertices.values()).size;
    if (steps === this.#planned) return events;
    this.#planned = steps;
    return [{ type: "build.planned", build: this.build, steps }, ...events];
  }

  /** The build is over: what still ran has been given up. */
  end(nowMs: number): BuildEvent[] {
    const running = [...new Set(this.#vertices.values())].filter((step) => isShown(step) && !step.isOver);
    return running.flatMap((step) => {
      step.isOver = true;
      const elapsedMs = step.time.elapsedMs(nowMs);
      return [
        ...this.#lastLines(step),
        { type: "build.step.failed" as const, ...this.#named(step), error: cancelled, isCancelled: true, elapsedMs },
      ];
    });
  }

  /** The step of a vertex that failed; the one that failed first where BuildKit does not name it. */
  failed(digest: string | undefined): FailedStep | undefined {
    const named = digest === undefined ? undefined : this.#vertices.get(digest);
    return named ?? [...this.#vertices.values()].find((step) => ownError(step) !== undefined);
  }

  #takeVertex(vertex: Vertex, target: string | undefined): BuildEvent[] {
    const step = this.#stepOf(vertex, target);
    if (vertex.started === undefined) return [];
    const wasRunning = step.time.isRunning;
    const started = Date.parse(vertex.started);
    const ended = vertex.completed === undefined ? undefined : Date.parse(vertex.completed);
    step.time.set(`${vertex.digest} ${vertex.started}`, started, ended);
    if (!vertex.cached) step.worked.add(vertex.digest);
    if (vertex.error === "") step.errors.delete(vertex.digest);
    else step.errors.set(vertex.digest, vertex.error);
    if (vertex.progressGroup?.weak !== true) step.isHidden = false;
    if (step.isHidden) return [];
    const isNew = step.number === undefined;
    step.number ??= ++this.#started;
    // A vertex that another build of the same has just finished comes again as it was.
    const isAgain = !isNew && step.isOver && !wasRunning && step.time.isRunning;
    if (!isNew && !isAgain) return [];
    step.isOver = false;
    return [{ type: "build.step.started", ...this.#named(step), digest: step.digest }];
  }

  /** Comes after the message's logs, which are from before. */
  #endOf(vertex: Vertex): BuildEvent[] {
    const step = this.#vertices.get(vertex.digest);
    if (step === undefined || vertex.completed === undefined || !isShown(step)) return [];
    if (step.isOver || step.time.isRunning) return [];
    step.isOver = true;
    const named = this.#named(step);
    const elapsedMs = step.time.elapsedMs(Date.parse(vertex.completed));
    const error = ownError(step) ?? [...step.errors.values()][0];
    const lines = this.#lastLines(step);
    if (error !== undefined) {
      return [...lines, { type: "build.step.failed", ...named, error, isCancelled: isCancelled(error), elapsedMs }];
    }
    if (step.worked.size === 0) return [...lines, { type: "build.step.cached", ...named }];
    return [...lines, { type: "build.step.done", ...named, elapsedMs }];
  }

  #takePart(part: VertexStatus): BuildEvent[] {
    const step = this.#vertices.get(part.vertex);
    if (step === undefined || !isShown(step)) return [];
    const { id, current, total, started, completed, timestamp } = part;
    const until = completed ?? timestamp;
    const elapsedMs = started === undefined || until === undefined ? 0 : Date.parse(until) - Date.parse(started);
    const isDone = completed !== undefined;
    return [{ type: "build.step.progress", ...this.#named(step), id, current, total, elapsedMs, isDone }];
  }

  #takeLog({ vertex, stream, msg, timestamp }: VertexLog): BuildEvent[] {
    const step = this.#vertices.get(vertex);
    if (step === undefined) return [];
    const log = step.logs.get(stream) ?? new StepLog();
    step.logs.set(stream, log);
    const atMs = timestamp === undefined ? undefined : Date.parse(timestamp);
    const elapsedMs = Math.max(0, (atMs ?? 0) - (step.time.startMs ?? atMs ?? 0));
    return log.take(msg).flatMap((line) => this.#line(step, stream, line, elapsedMs));
  }

  #lastLines(step: Step): BuildEvent[] {
    const elapsedMs = step.time.elapsedMs(step.time.startMs ?? 0);
    return [...step.logs].flatMap(([stream, log]) =>
      log.end().flatMap((line) => this.#line(step, stream, line, elapsedMs)),
    );
  }

  #line(step: Step, stream: number, line: string, elapsedMs: number): BuildEvent[] {
    step.lastLines.push(`${logSeconds(elapsedMs)} ${line}`);
    if (step.lastLines.length > keptLines) step.lastLines.shift();
    if (!isShown(step)) return [];
    const name = stream === 2 ? "stderr" : "stdout";
    return [{ type: "build.step.log", ...this.#named(step), stream: name, line, elapsedMs }];
  }

  #takeWarning({ vertex, short, detail, url, info, ranges }: VertexWarning): BuildEvent[] {
    const step = this.#vertices.get(vertex);
    const line = ranges[0]?.start?.line;
    const named = step === undefined ? { build: this.build, step: 0, name: "" } : this.#named(step);
    return [
      {
        type: "build.warning",
        ...named,
        message: text(short),
        details: detail.map(text),
        ...(url !== "" && { url }),
        ...(info !== undefined && info.filename !== "" && { file: info.filename }),
        ...(line !== undefined && { line }),
      },
    ];
  }

  #stepOf({ digest, name, progressGroup }: Vertex, target: string | undefined): Step {
    const known = this.#vertices.get(digest);
    if (known !== undefined) return known;
    const group = progressGroup === undefined ? undefined : this.#groups.get(progressGroup.id);
    const shownName = withTarget(progressGroup?.name || name, target);
    const step = group ?? newStep(digest, shownName, progressGroup?.weak === true);
    if (progressGroup !== undefined) this.#groups.set(progressGroup.id, step);
    this.#vertices.set(digest, step);
    return step;
  }

  #named({ number = 0, name }: Step) {
    return { build: this.build, step: number, name };
  }
}

function newStep(digest: string, name: string, isHidden: boolean): Step {
  return {
    ...{ number: undefined, name, digest, time: new WorkTime(), logs: new Map(), errors: new Map() },
    ...{ worked: new Set<string>(), isHidden, isOver: false, lastLines: [] },
  };
}

function isShown(step: Step): boolean {
  return !step.isHidden && step.number !== undefined;
}

/** An error that is not only that of another step. */
function ownError(step: Step): string | undefined {
  return [...step.errors.values()].find((error) => !isCancelled(error));
}

function isCancelled(error: string): boolean {
  return error.endsWith(cancelled);
}

/** `[1/3] FROM` becomes `[web 1/3] FROM`. */
function withTarget(name: string, target: string | undefined): string {
  if (target === undefined) return name;
  return name.startsWith("[") ? `[${target} ${name.slice(1)}` : `[${target}] ${name}`;
}

const decoder = new TextDecoder();
const text = (bytes: Uint8Array) => decoder.decode(bytes);
