import type { Context } from "../../context.ts";
import type { ServiceContainer } from "../known/known-project.ts";
import { logName } from "../logs/log-name.ts";
import { followedLogs } from "../logs/project-logs.ts";
import type { NamedLine } from "../logs/requested-logs.ts";
import { TimeMerge } from "../logs/time-merge.ts";
import type { Project } from "../project.ts";
import type { ContainerExit } from "./exits.ts";
import type { ForegroundRequest } from "./foreground-request.ts";
import { Notices } from "./notices.ts";
import { StagedStop } from "./staged-stop.ts";

interface RunParts {
  readonly request: ForegroundRequest;
  readonly exits: AsyncIterable<ContainerExit>;
  readonly watching: AbortController;
}

/** What is shown of it. */
interface RunView {
  readonly since: string;
  /** Services. */
  readonly shown: readonly string[];
  /** Their containers, as they stand before lines. */
  readonly sources: readonly string[];
}

interface TimedLine {
  readonly time: string;
  readonly line: NamedLine;
}

/** A line that was written before its container ended may come so much later. */
const patienceMs = 50;

function bareLine(text: string): NamedLine {
  return { source: "", time: undefined, bytes: Buffer.from(`${text}\n`), isBare: true };
}

/** The lines of a project that runs, its exits, and the status that comes of them. */
export class ForegroundRun {
  readonly #context: Context;
  readonly #project: Project;
  readonly #parts: RunParts;
  readonly #stop: StagedStop;
  #status: number | undefined;

  constructor(context: Context, project: Project, parts: RunParts) {
    this.#context = context;
    this.#project = project;
    this.#parts = parts;
    this.#stop = new StagedStop(context, project, parts.request);
  }

  get exitCode(): number {
    return this.#stop.signalled ?? this.#status ?? 0;
  }

  /** Ends with the last one that is wanted. */
  async *lines(view: RunView): AsyncGenerator<NamedLine, void, undefined> {
    const { watching } = this.#parts;
    const release = this.#context.stdio?.onSignal((signal) => this.#stop.onSignal(signal));
    const notices = new Notices<TimedLine>();
    const watched = this.#watch(view.shown, notices);
    const merge = new TimeMerge<TimedLine>({ patienceMs });
    try {
      if (view.sources.length > 0) yield bareLine(`Attaching to ${view.sources.join(", ")}`);
      merge.add(this.#written(view, notices));
      merge.add(notices);
      merge.close();
      for await (const { line } of merge) yield line;
      await this.#stop.done;
    } finally {
      watching.abort();
      await watched;
      release?.();
    }
  }

  /** With the last line, there is nothing more to be said. */
  async *#written({ since, shown }: RunView, notices: Notices<TimedLine>): AsyncGenerator<TimedLine, void, undefined> {
    const { name: project } = this.#project;
    const { request, watching } = this.#parts;
    const { timestamps, staysOpen } = request;
    // Where nobody reads on, this one is told by the signal, since it may be waiting for a line.
    const context = { ...this.#context, signal: AbortSignal.any([this.#context.signal, watching.signal]) };
    const isWanted = ({ service, isOneOff }: ServiceContainer) => !isOneOff && shown.includes(service);
    const followed = { project, isWanted, open: staysOpen ? this.#stop.begun : undefined };
    try {
      for await (const { container, time, bytes } of followedLogs(context, followed, { since })) {
        yield { time, line: { source: logName(project, container), time: timestamps ? time : undefined, bytes } };
      }
    } finally {
      notices.close();
    }
  }

  async #watch(shown: readonly string[], notices: Notices<TimedLine>): Promise<void> {
    const { exits, watching, request } = this.#parts;
    const { exitCodeFrom, abortOn } = request;
    try {
      for await (const exit of exits) {
        const { service, exitCode } = exit;
        const { restart } = this.#project.services[service] ?? {};
        if (!this.#stop.isBegun && restart !== undefined && restart !== "no") continue;
        // What ends as it is told to is part of the progress, as with docker compose; so is what nobody wants to see.
        if (this.#stop.isBegun || !shown.includes(service)) this.#tell(exit);
        else notices.add({ time: exit.time, line: this.#notice(exit) });
        const isCounted = exitCodeFrom === undefined ? this.#status === undefined : service === exitCodeFrom;
        const ends = abortOn === "exit" || (abortOn === "failure" && exitCode !== 0);
        if (isCounted && (ends || exitCodeFrom !== undefined) && this.#status === undefined) this.#status = exitCode;
        if (ends) this.#stop.begin();
      }
    } catch (error) {
      if (!watching.signal.aborted) throw error;
    }
  }

  #notice(exit: ContainerExit): NamedLine {
    return bareLine(`${logName(this.#project.name, exit)} exited with code ${exit.exitCode}`);
  }

  #tell({ name, exitCode }: ContainerExit): void {
    const { name: project } = this.#project;
    this.#context.emit({
      type: "compose.progress",
      project,
      part: "container",
      name,
      state: "exited",
      detail: `with code ${exitCode}`,
      isLine: true,
    });
  }
}
