import { constants } from "node:os";
import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { applyVerb } from "../lifecycle.ts";
import type { Project } from "../project.ts";

/** The end of a project that runs in front of the caller: its containers are stopped, and killed where the caller cannot wait. */
export class StagedStop {
  /** Resolves once nothing is to be started any more. */
  readonly begun: Promise<void>;
  readonly #context: Context;
  readonly #project: Project;
  readonly #timeout: number | undefined;
  #tellBegun = (): void => {};
  #stage: { readonly controller: AbortController; readonly done: Promise<void> } | undefined;
  #signalled: number | undefined;

  constructor(context: Context, project: Project, { timeout }: { readonly timeout?: number | undefined }) {
    this.#context = context;
    this.#project = project;
    this.#timeout = timeout;
    this.begun = new Promise((resolve) => {
      this.#tellBegun = resolve;
    });
  }

  /** The exit status of a command that a signal has ended; undefined where none has. */
  get signalled(): number | undefined {
    return this.#signalled;
  }

  get isBegun(): boolean {
    return this.#stage !== undefined;
  }

  /** Of what has been begun by now. */
  get done(): Promise<void> | undefined {
    return this.#stage?.done;
  }

  /** Stops all, where nobody has wanted that before. */
  begin(): void {
    if (this.#stage === undefined) this.#next("stop");
  }

  /** The first signal stops all, the second one kills. */
  onSignal(signal: NodeJS.Signals): void {
    if (!["SIGINT", "SIGTERM", "SIGHUP"].includes(signal)) return;
    this.#signalled = 128 + constants.signals[signal];
    if (this.#stage === undefined) {
      this.#context.emit({ type: "warning", code: "COMPOSE", message: "stopping; press Ctrl+C again to kill" });
      this.#next("stop");
    } else {
      this.#stage.controller.abort(new NerdError("CANCELLED", `received ${signal}`));
      this.#next("kill");
    }
  }

  /** The one before, if any, is over first: it holds the project's lock. */
  #next(verb: "stop" | "kill"): void {
    this.#tellBegun();
    const before = this.#stage?.done;
    const controller = new AbortController();
    const done = (async () => {
      await before;
      await this.#apply(verb, controller.signal);
    })();
    done.catch(() => {}); // Awaited at the end of the lines.
    this.#stage = { controller, done };
  }

  async #apply(verb: "stop" | "kill", signal: AbortSignal): Promise<void> {
    // Lines of the containers come in between.
    const emit: Context["emit"] = (event) =>
      this.#context.emit(event.type === "compose.progress" ? { ...event, isLine: true } : event);
    const services = Object.keys(this.#project.services);
    try {
      await applyVerb({ ...this.#context, emit, signal }, this.#project, verb, { services, timeout: this.#timeout });
    } catch (error) {
      if (!isNerdError(error, "CANCELLED")) throw error;
    }
  }
}
