import type { Context } from "../../context.ts";
import type { ServiceContainer } from "../known/known-project.ts";
import { logName } from "../logs/log-name.ts";
import { followedLogs } from "../logs/project-logs.ts";
import type { NamedLine } from "../logs/requested-logs.ts";
import type { Project } from "../project.ts";
import type { ContainerExit } from "./exits.ts";
import type { ForegroundRequest } from "./foreground-request.ts";
import { StagedStop } from "./staged-stop.ts";

interface RunParts {
  readonly request: ForegroundRequest;
  readonly exits: AsyncIterable<ContainerExit>;
  readonly watching: AbortController;
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

  async *lines({
    since,
    shown,
  }: {
    since: string;
    shown: readonly string[];
  }): AsyncGenerator<NamedLine, void, undefined> {
    const { name: project } = this.#project;
    const { watching, request } = this.#parts;
    const release = this.#context.stdio?.onSignal((signal) => this.#stop.onSignal(signal));
    const watched = this.#watch();
    const isWanted = ({ service, isOneOff }: ServiceContainer) => !isOneOff && shown.includes(service);
    try {
      for await (const { container, time, bytes } of followedLogs(
        this.#context,
        { project, isWanted, open: request.staysOpen ? this.#stop.begun : undefined },
        { since },
      )) {
        yield { source: logName(project, container), time: request.timestamps ? time : undefined, bytes };
      }
      await this.#stop.done;
    } finally {
      watching.abort();
      await watched;
      release?.();
    }
  }

  async #watch(): Promise<void> {
    const { exits, watching, request } = this.#parts;
    const { exitCodeFrom, abortOn } = request;
    try {
      for await (const { service, name, exitCode } of exits) {
        const { restart } = this.#project.services[service] ?? {};
        if (!this.#stop.isBegun && restart !== undefined && restart !== "no") continue;
        this.#tell(name, exitCode);
        const isCounted = exitCodeFrom === undefined ? this.#status === undefined : service === exitCodeFrom;
        const ends = abortOn === "exit" || (abortOn === "failure" && exitCode !== 0);
        if (isCounted && (ends || exitCodeFrom !== undefined) && this.#status === undefined) this.#status = exitCode;
        if (ends) this.#stop.begin();
      }
    } catch (error) {
      if (!watching.signal.aborted) throw error;
    }
  }

  #tell(name: string, exitCode: number): void {
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
