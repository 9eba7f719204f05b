import type { Writable } from "node:stream";
import { type Duration, toMilliseconds } from "../duration.ts";
import { isNerdError, NerdError } from "../errors.ts";
import { revealedEnv, type Secret } from "../secrets/secret.ts";
import { currentSignal } from "./current-signal.ts";

/** What was chained to an operation before it started. */
export interface OperationSettings {
  readonly signal: AbortSignal;
  /** Emits no events. */
  readonly quiet: boolean;
  /** Variables for the command, over those of its options. */
  readonly env: Readonly<Record<string, string>>;
  /** Somebody reads the output to its end: it comes through pipes, byte for byte, rather than through the log. */
  readonly captured: boolean;
  /** Where a command's stdout is copied as it comes, instead of being collected. */
  readonly target: Writable | undefined;
}

/** What the views of an operation need of its settings. */
export type ViewSettings = Pick<OperationSettings, "signal" | "quiet"> & { readonly nothrow: boolean };

/** Does the work, and stops by itself, cleaned up, when the signal aborts. */
export type Work<T> = (settings: OperationSettings) => Promise<T>;

/**
 * From the first modifier to the end, of an operation or of a command of a shell; shared by an operation and its views, so that
 * `run(…).text().timeout("3s")` limits the run itself.
 */
export class Lifecycle {
  readonly #controller = new AbortController();
  readonly #signals: AbortSignal[];
  #signal: AbortSignal = this.#controller.signal;
  /** Where the operation was made. V8 formats a stack only when it is read. */
  readonly #caller = new Error("the operation was made here");
  started = false;
  quiet = false;
  captured = false;
  /** A status other than 0 is a result, not a failure. */
  nothrow = false;
  readonly #env: Record<string, string | Secret> = {};
  #timeoutMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  target: Writable | undefined;

  /** `outer` stops it along with others; null where nothing does. */
  constructor(outer: AbortSignal | null = currentSignal() ?? null) {
    this.#signals = [this.#controller.signal, ...(outer ? [outer] : [])];
  }

  /** Itself, for as long as modifiers have an effect; then OPERATION_STARTED. */
  configure(): this {
    if (!this.started) return this;
    const hint = "chain modifiers before the first await";
    throw new NerdError("OPERATION_STARTED", "this operation has started", { hint });
  }

  /** Counts from the start of the work, and where that has begun, from now. */
  limit(limit: Duration): void {
    this.#timeoutMs = toMilliseconds(limit);
    if (this.started) this.#startTimer();
  }

  stopBy(signal: AbortSignal | undefined): void {
    if (signal) this.#signals.push(signal);
  }

  addEnv(variables: Readonly<Record<string, string | Secret>>): void {
    Object.assign(this.#env, variables);
  }

  async begin<T>(work: Work<T>): Promise<T> {
    await null; // Modifiers chained in this tick come first.
    this.started = true;
    this.#signal = AbortSignal.any(this.#signals);
    this.#startTimer();
    return await this.guard(async (signal) => {
      signal.throwIfAborted();
      const { quiet, captured, target } = this;
      return await work({ signal, quiet, env: await revealedEnv(this.#env), captured, target });
    });
  }

  async guard<T>(act: (signal: AbortSignal) => PromiseLike<T>): Promise<T> {
    try {
      return await act(this.#signal);
    } catch (error) {
      throw withCaller(explainAbort(error, this.#signal), this.#caller);
    }
  }

  cancel(reason: "AbortError" | "TimeoutError"): void {
    this.#controller.abort(new DOMException("the operation was stopped", reason));
  }

  #startTimer(): void {
    clearTimeout(this.#timer);
    if (this.#timeoutMs === undefined) return;
    // Not AbortSignal.timeout: on Node 20 one that only feeds an AbortSignal.any is collected and never fires.
    this.#timer = setTimeout(() => this.cancel("TimeoutError"), this.#timeoutMs).unref();
  }
}

/** Tells a cancelled or late operation from one that failed by itself while it was being stopped. */
function explainAbort(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || (isNerdError(error) && error.code !== "CANCELLED" && error.code !== "TIMED_OUT")) return error;
  const stopped =
    error === signal.reason || isNerdError(error) || (error instanceof Error && error.name === "AbortError");
  if (!stopped) return error;
  const late = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
  return late
    ? new NerdError("TIMED_OUT", "the operation took too long", { cause: signal.reason })
    : new NerdError("CANCELLED", "the operation was cancelled", { cause: signal.reason });
}

/** What fails in a callback of the engine's connection knows no caller: the frames of who made the operation are added. */
function withCaller(error: unknown, caller: Error): unknown {
  const frames = caller.stack?.split("\n").slice(1) ?? [];
  const outermost = frames.findLast((frame) => !frame.includes("node:"));
  if (error instanceof Error && outermost !== undefined && error.stack?.includes(outermost.trim()) === false) {
    error.stack = [error.stack, ...frames].join("\n");
  }
  return error;
}
