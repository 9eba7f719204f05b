import { stderrStream } from "./own-stderr.ts";
import { stdoutStream } from "./own-stdout.ts";
import type { Stdio, Terminal } from "./stdio.ts";

/** Signals that end a program which does not listen: they cancel, unless somebody passes them on. */
const ending = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Signals that mean nothing to nerdsh itself, and are only ever passed on. */
const passing = ["SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT"] as const;

/** This process's own streams and signals, until it is disposed. A signal that nobody listens to cancels what runs. */
export class ProcessStdio implements Stdio, Disposable {
  readonly #cancel: (signal: NodeJS.Signals) => void;
  readonly #receive: (signal: NodeJS.Signals) => void;
  #listener: ((signal: NodeJS.Signals) => void) | undefined;

  constructor(cancel: (signal: NodeJS.Signals) => void) {
    this.#cancel = cancel;
    this.#receive = (signal) => (this.#listener ?? cancel)(signal);
    for (const signal of ending) process.on(signal, this.#receive);
  }

  // Node makes each stream when it is first asked for, and few commands need all three.
  get stdin() {
    return process.stdin;
  }

  get stdout() {
    return stdoutStream();
  }

  get stderr() {
    return stderrStream();
  }

  get terminal(): Terminal | undefined {
    return process.stdin.isTTY ? terminal : undefined;
  }

  onSignal(listener: (signal: NodeJS.Signals) => void): () => void {
    this.#listener = listener;
    for (const signal of passing) process.on(signal, listener);
    return () => {
      this.#listener = this.#lateListener();
      for (const signal of passing) process.off(signal, listener);
    };
  }

  [Symbol.dispose](): void {
    for (const signal of ending) process.off(signal, this.#receive);
  }

  /** What comes while the rest is cleaned up was meant for whoever has just ended, whose status it does not change; a third one cancels. */
  #lateListener(): (signal: NodeJS.Signals) => void {
    let late = 0;
    return (signal) => {
      late += 1;
      if (late >= 3) this.#cancel(signal);
    };
  }
}

class ProcessTerminal implements Terminal {
  size(): { columns: number; rows: number } {
    const { columns, rows } = stdoutStream();
    return { columns: columns ?? 80, rows: rows ?? 24 };
  }

  onResize(listener: () => void): () => void {
    stdoutStream().on("resize", listener);
    return () => void stdoutStream().off("resize", listener);
  }

  setRaw(raw: boolean): void {
    process.stdin.setRawMode(raw);
  }
}

const terminal = new ProcessTerminal();
