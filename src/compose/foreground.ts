import { constants } from "node:os";
import type { Context } from "../context.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { type ContainerExit, watchExits } from "./exits.ts";
import type { ServiceContainer } from "./known/known-project.ts";
import { applyVerb } from "./lifecycle.ts";
import { logName } from "./logs/log-name.ts";
import { followedLogs } from "./logs/project-logs.ts";
import type { NamedLine } from "./logs/requested-logs.ts";
import type { Project, Service } from "./project.ts";
import { up } from "./up.ts";
import type { UpRequest } from "./up-request.ts";

export interface ForegroundRequest extends Partial<Omit<UpRequest, "services">> {
  readonly services: readonly string[];
  /** Whose logs are shown; where nothing is said, those of the services that were named, or all. */
  readonly attach: readonly string[];
  readonly noAttach: readonly string[];
  /** Also those of dependencies. */
  readonly attachDependencies: boolean;
  /** What stops all: any exit, or one with another status than 0. */
  readonly abortOn: "nothing" | "exit" | "failure";
  /** Whose exit status is the command's. */
  readonly exitCodeFrom: string | undefined;
  readonly timestamps: boolean;
  /** Goes on though nothing runs: something is to be started again. */
  readonly staysOpen: boolean;
}

/** A project that runs in front of the caller. */
export interface ForegroundUp {
  /** What stands before lines that are known to come. */
  readonly sources: readonly string[];
  /** Until all that is shown has ended; the caller's first signal stops the project, the second one kills it. */
  readonly lines: AsyncIterable<NamedLine>;
  /** Once there are no more lines. */
  exitCode(): number;
}

/** `up` without `-d`. */
export async function upForeground(
  context: Context,
  project: Project,
  request: ForegroundRequest,
): Promise<ForegroundUp> {
  const shown = shownServices(project, request);
  const since = new Date().toISOString();
  const watching = new AbortController();
  // Before anything is started, so that no exit is missed.
  const exits = await watchExits(
    { ...context, signal: AbortSignal.any([context.signal, watching.signal]) },
    project.name,
  );
  try {
    await up(context, project, request);
  } catch (error) {
    watching.abort();
    throw error;
  }
  const run = new ForegroundRun(context, project, { request, exits, watching });
  return {
    sources: shown.map((service) => `${service}-1`),
    lines: run.lines({ since, shown }),
    exitCode: () => run.exitCode,
  };
}

/** Those whose lines are wanted. Throws INVALID_VALUE for a name that the project does not have. */
export function shownServices(
  project: Project,
  {
    services,
    attach,
    noAttach,
    attachDependencies,
  }: Pick<ForegroundRequest, "services" | "attach" | "noAttach" | "attachDependencies">,
): string[] {
  const all = Object.keys(project.services);
  for (const service of [...attach, ...noAttach]) {
    if (!all.includes(service)) throw new NerdError("UNKNOWN_SERVICE", `no such service: ${service}`);
  }
  const named = services.length === 0 || attachDependencies ? all : services;
  const chosen =
    attach.length > 0
      ? attachDependencies
        ? [...new Set([...attach, ...dependencies(project, attach)])]
        : attach
      : named;
  const isQuiet = ({ attach: own }: Service) => own === false;
  return chosen.filter(
    (name) => !noAttach.includes(name) && (attach.includes(name) || !isQuiet(project.services[name] ?? {})),
  );
}

function dependencies(project: Project, names: readonly string[]): string[] {
  const direct = names.flatMap((name) => Object.keys(project.services[name]?.depends_on ?? {}));
  return direct.length === 0 ? [] : [...direct, ...dependencies(project, direct)];
}

interface RunParts {
  readonly request: ForegroundRequest;
  readonly exits: AsyncIterable<ContainerExit>;
  readonly watching: AbortController;
}

class ForegroundRun {
  readonly #context: Context;
  readonly #project: Project;
  readonly #parts: RunParts;
  /** Settled once it is to end when nothing runs. */
  readonly #open: Promise<void> | undefined;
  #close = (): void => {};
  #stop: { readonly controller: AbortController; readonly done: Promise<void> } | undefined;
  #status: number | undefined;
  #signalled: number | undefined;

  constructor(context: Context, project: Project, parts: RunParts) {
    this.#context = context;
    this.#project = project;
    this.#parts = parts;
    if (parts.request.staysOpen) {
      this.#open = new Promise((resolve) => {
        this.#close = resolve;
      });
    }
  }

  get exitCode(): number {
    return this.#signalled ?? this.#status ?? 0;
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
    const release = this.#context.stdio?.onSignal((signal) => this.#onSignal(signal));
    const watched = this.#watch();
    const isWanted = ({ service, isOneOff }: ServiceContainer) => !isOneOff && shown.includes(service);
    try {
      for await (const { container, time, bytes } of followedLogs(
        this.#context,
        { project, isWanted, open: this.#open },
        { since },
      )) {
        yield { source: logName(project, container), time: request.timestamps ? time : undefined, bytes };
      }
      await this.#stop?.done;
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
        if (this.#stop === undefined && restart !== undefined && restart !== "no") continue;
        this.#tell(name, exitCode);
        const isCounted = exitCodeFrom === undefined ? this.#status === undefined : service === exitCodeFrom;
        const ends = abortOn === "exit" || (abortOn === "failure" && exitCode !== 0);
        if (isCounted && (ends || exitCodeFrom !== undefined) && this.#status === undefined) this.#status = exitCode;
        if (ends && this.#stop === undefined) this.#begin("stop");
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

  #onSignal(signal: NodeJS.Signals): void {
    if (!["SIGINT", "SIGTERM", "SIGHUP"].includes(signal)) return;
    this.#signalled = 128 + constants.signals[signal];
    if (this.#stop === undefined) {
      this.#context.emit({ type: "warning", code: "COMPOSE", message: "stopping; press Ctrl+C again to kill" });
      this.#begin("stop");
    } else {
      this.#stop.controller.abort(new NerdError("CANCELLED", `received ${signal}`));
      this.#begin("kill");
    }
  }

  /** The one before, if any, is over first: it holds the project's lock. */
  #begin(verb: "stop" | "kill"): void {
    this.#close();
    const before = this.#stop?.done;
    const controller = new AbortController();
    const services = Object.keys(this.#project.services);
    const { timeout } = this.#parts.request;
    const done = (async () => {
      await before;
      try {
        // Lines of the containers come in between.
        const emit: Context["emit"] = (event) =>
          this.#context.emit(event.type === "compose.progress" ? { ...event, isLine: true } : event);
        const context = { ...this.#context, emit, signal: controller.signal };
        await applyVerb(context, this.#project, verb, { services, timeout });
      } catch (error) {
        if (!isNerdError(error, "CANCELLED")) throw error;
      }
    })();
    done.catch(() => {}); // Awaited at the end of the lines.
    this.#stop = { controller, done };
  }
}
