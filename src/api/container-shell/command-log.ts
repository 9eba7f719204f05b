import type { HostSettings } from "../../platform/zx.ts";

export interface CommandNoise {
  /** Nothing is printed of it. */
  readonly isQuiet: boolean;
  /** So are the command and its stdout. */
  readonly isVerbose: boolean;
}

/** Tells zx's log of a command in the entries that zx has for its own: it prints them, or whatever stands in its place does. */
export class CommandLog {
  readonly #id = Math.random().toString(36).slice(2);
  readonly #host: HostSettings;
  readonly #noise: () => CommandNoise;

  /** `noise` is asked for each entry: modifiers may come while the command runs. */
  constructor(host: HostSettings, noise: () => CommandNoise) {
    this.#host = host;
    this.#noise = noise;
  }

  began(cmd: string): void {
    this.#log({ kind: "cmd", cmd, cwd: this.#host.programDirectory, verbose: this.#isVerbose });
  }

  /** `isTaken`: somebody reads it, so that it need not be shown. */
  wrote(kind: "stdout" | "stderr", data: Buffer, isTaken: boolean): void {
    const isShown = kind === "stdout" ? this.#isVerbose : !this.#noise().isQuiet;
    this.#log({ kind, data, verbose: isShown && !isTaken });
  }

  retries(attempt: number, total: number, { delay, error }: { readonly delay: number; readonly error: unknown }): void {
    this.#log({ kind: "retry", attempt, total, delay, error, verbose: !this.#noise().isQuiet });
  }

  get #isVerbose(): boolean {
    const { isQuiet, isVerbose } = this.#noise();
    return isVerbose && !isQuiet;
  }

  #log(entry: Readonly<Record<string, unknown>>): void {
    this.#host.log?.({ id: this.#id, ...entry } as never); // One of zx's entries.
  }
}
