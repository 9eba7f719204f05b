import { setTimeout as delay } from "node:timers/promises";
import { NerdError } from "../errors.ts";

/** How long what was cancelled may take to clean up before the prompt comes back without it. */
const graceMs = 5_000;

/**
 * Ctrl-C from a prompt's start to its end: it cancels the line that runs, or that is about to, and nothing else. While a line is typed the
 * terminal is in raw mode, where Ctrl-C is a key like any other.
 */
export class Interrupts implements Disposable {
  #presses = 0;
  #isEchoed = false;
  #act: ((presses: number) => void) | undefined;
  readonly #signalled = () => {
    this.#isEchoed = true;
    this.press();
  };

  constructor() {
    process.on("SIGINT", this.#signalled);
  }

  /** One that came as a key. */
  press(): void {
    this.#presses += 1;
    this.#act?.(this.#presses);
  }

  /** What was pressed up to here was for nothing. */
  forget(): void {
    this.#presses = 0;
    this.#isEchoed = false;
  }

  /** Runs one line: at the first press its signal aborts, and what that does not stop is left behind. `onCancel` is called where the terminal shows `^C`. */
  async cancelling<T>(work: (signal: AbortSignal) => Promise<T>, onCancel: () => void): Promise<T> {
    const controller = new AbortController();
    const { signal } = controller;
    const leave = new AbortController();
    if (this.#isEchoed) onCancel();
    if (this.#presses > 0) throw new NerdError("CANCELLED", "cancelled before it began");
    this.#act = (presses) => {
      onCancel();
      if (presses === 1) controller.abort(new DOMException("Ctrl-C was pressed", "AbortError"));
      else leave.abort();
    };
    // A line that waits for what nothing will bring about is to be cancelled: neither it nor a signal's listener keeps the process.
    const alive = setInterval(() => {}, 2 ** 30);
    try {
      return await Promise.race([work(signal), abandonment(signal, leave.signal)]);
    } finally {
      clearInterval(alive);
      this.#act = undefined; // Not aborted: what the line left running in the background goes on.
    }
  }

  /** Runs what nobody should cancel: the first press is told, and at the second the program ends as it would have by the signal. */
  async insisting<T>(work: () => Promise<T>, onFirst: () => void): Promise<T> {
    this.forget();
    this.#act = (presses) => {
      if (presses === 1) return onFirst();
      this[Symbol.dispose]();
      process.kill(process.pid, "SIGINT");
    };
    return await work();
  }

  [Symbol.dispose](): void {
    process.off("SIGINT", this.#signalled);
  }
}

/** Rejects when the line was cancelled and has had its time, or when Ctrl-C is pressed again. */
async function abandonment(signal: AbortSignal, leave: AbortSignal): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await delay(graceMs, undefined, { signal: leave, ref: false }).catch(() => {});
  throw new NerdError("CANCELLED", "cancelled without waiting for the end");
}
