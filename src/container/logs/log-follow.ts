import { FileChanges } from "./file-changes.ts";
import { loggerDone } from "./logger-lock.ts";

export interface LogFollowOptions {
  /** The container's exit: what its logger still holds then is waited for. Without it, only `signal` ends. */
  readonly ended?: Promise<unknown> | undefined;
  /** No record later than this is wanted. */
  readonly until?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** When to look at a followed log again, and when to stop. */
export class LogFollow implements Disposable {
  readonly #changes: FileChanges;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = () => this.#changes.notify();
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(file: string, { ended, until, signal }: LogFollowOptions) {
    this.#changes = new FileChanges(file);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort);
    if (until) this.#timer = setTimeout(() => this.#end(), timerMs(until));
    ended
      ?.then(() => loggerDone(file))
      .then(
        () => this.#end(),
        (error: unknown) => this.#end({ error }),
      );
  }

  /** Once true, everything that belongs to the log is in its files. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits for more to read, or for the end. Rejects with the signal's reason, or as `ended` did. */
  async more(): Promise<void> {
    this.#signal?.throwIfAborted();
    await this.#changes.next();
    this.#signal?.throwIfAborted();
    if (this.#failure) throw this.#failure.error;
  }

  #end(failure?: { error: unknown }): void {
    this.#isOver = true;
    this.#failure = failure;
    this.#changes.notify();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#changes[Symbol.dispose]();
  }
}

/** No timer is longer than 24 days; a log that is followed until a later moment ends then. */
function timerMs(until: string): number {
  const ms = Date.parse(`${until.slice(0, 23)}Z`) - Date.now();
  return Math.min(Math.max(ms + 1, 0), 2 ** 31 - 1);
}
