import { signalNumber } from "../../container/signal-number.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { StartedProcess } from "./attempt.ts";

/** What a shell adds to a signal's number, where it says how a process has ended. */
const bySignal = 128;

/** Signals for whatever process a command has: one that comes before there is one waits for it. */
export class ProcessSignals {
  #process: StartedProcess | undefined;
  #isOver = false;
  #wake: (() => void)[] = [];
  readonly #sent = new Set<number>();

  /** The command's process from now on, until `ended`. */
  started(process: StartedProcess): void {
    this.#process = process;
    this.#wakeAll();
  }

  ended(): void {
    this.#process = undefined;
  }

  /** There will be no more processes. */
  over(): void {
    this.#isOver = true;
    this.#wakeAll();
  }

  /** Whether one of those that were sent is why it has ended with this status. */
  explain(exitCode: number): boolean {
    return this.#sent.has(exitCode - bySignal);
  }

  /** Resolves once the process has it. Throws INVALID_VALUE for what is no signal, CONTAINER_NOT_RUNNING where the command has ended. */
  async send(signal: string): Promise<void> {
    const number = signalNumber(signal);
    while (this.#process === undefined && !this.#isOver) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    if (this.#process === undefined) throw tooLate();
    const { engine, name } = this.#process;
    this.#sent.add(number);
    try {
      await engine.tasks.kill(name, number);
    } catch (error) {
      throw isNerdError(error, "NOT_FOUND") ? tooLate(error) : error;
    }
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

function tooLate(cause?: unknown): NerdError {
  const hint = "a signal is for a command that runs";
  return new NerdError("CONTAINER_NOT_RUNNING", "the command has ended", {
    hint,
    ...(cause !== undefined && { cause }),
  });
}
