import type { Stdio, Terminal } from "../stdio.ts";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGCONT"] as const;

/** This process's own streams and signals. A signal that nobody listens to cancels what runs. */
export class ProcessStdio implements Stdio {
  readonly stdin = process.stdin;
  readonly stdout = process.stdout;
  readonly stderr = process.stderr;
  readonly terminal: Terminal | undefined;
  readonly #cancel: (signal: NodeJS.Signals) => void;
  #listener: ((signal: NodeJS.Signals) => void) | undefined;

  constructor(cancel: (signal: NodeJS.Signals) => void) {
    this.#cancel = cancel;
    if (process.stdin.isTTY) this.terminal = new ProcessTerminal();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.#receive(signal));
  }

  onSignal(listener: (signal: NodeJS.Signals) => void): () => void {
    this.#listener = listener;
    const others = forwarded.filter((signal) => !["SIGINT", "SIGTERM", "SIGHUP", "SIGWINCH"].includes(signal));
    for (const signal of others) process.on(signal, listener);
    return () => {
      this.#listener = undefined;
      for (const signal of others) process.off(signal, listener);
    };
  }

  #receive(signal: NodeJS.Signals): void {
    (this.#listener ?? this.#cancel)(signal);
  }
}

class ProcessTerminal implements Terminal {
  size(): { columns: number; rows: number } {
    return { columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 };
  }

  onResize(listener: () => void): () => void {
    process.stdout.on("resize", listener);
    return () => void process.stdout.off("resize", listener);
  }

  setRaw(raw: boolean): void {
    process.stdin.setRawMode(raw);
  }
}
