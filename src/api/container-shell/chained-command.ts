import { Writable } from "node:stream";
import { signalNumber } from "../../container/signal-number.ts";
import type { Duration } from "../../duration.ts";
import type { HostSettings } from "../../platform/zx.ts";
import type { Secret } from "../../secrets/secret.ts";
import type { Retry } from "../../task/task.ts";
import { Lifecycle } from "../lifecycle.ts";
import { CommandInput } from "./command-input.ts";
import type { CommandDefaults, StdinSource } from "./shell-options.ts";

/** What can be chained to a command before it starts; as a stream it takes what the command reads. */
export abstract class ChainedCommand extends Writable {
  protected readonly lifecycle: Lifecycle = new Lifecycle();
  protected readonly input: CommandInput = new CommandInput();
  protected retries: Retry = { times: 0 };
  protected directory: string | undefined;
  protected isVerbose: boolean;
  /** What it is asked by to end when its time is up. */
  protected lateSignal: number | undefined;

  constructor(host: HostSettings, defaults: CommandDefaults) {
    super();
    this.isVerbose = defaults.verbose ?? host.verbose;
    this.nothrow(defaults.nothrow ?? host.nothrow).quiet(defaults.quiet ?? host.quiet);
    this.env({ ...host.env, ...defaults.env });
    this.signal(host.signal).signal(defaults.signal);
    const timeout = defaults.timeout ?? host.timeout;
    if (timeout !== undefined) this.timeout(timeout);
    if (defaults.retry !== undefined) this.retry(defaults.retry);
    if (defaults.cwd !== undefined) this.cwd(defaults.cwd);
    if (defaults.stdin !== undefined) this.stdin(defaults.stdin);
    this.on("error", () => {}); // The outcome tells.
    this.on("pipe", () => {
      this.input.isFed = true;
    });
  }

  /** Prints nothing of it, and emits no events; chained to one that runs, what it prints from then on. */
  quiet(isQuiet = true): this {
    this.lifecycle.quiet = isQuiet;
    return this;
  }

  /** Prints the command and its stdout, too, as `$.verbose` does; chained to one that runs, what it prints from then on. */
  verbose(isVerbose = true): this {
    this.isVerbose = isVerbose;
    return this;
  }

  /** A status other than 0 is a result, not a failure. */
  nothrow(isNothrow = true): this {
    this.lifecycle.nothrow = isNothrow;
    return this;
  }

  /**
   * Past it the command is killed, and fails with TIMED_OUT; `30s`, or milliseconds. It counts for all attempts together, and chained to one that
   * runs, from then on. With a signal it is asked to end by that, and killed where it has not after 5 s.
   */
  timeout(limit: Duration, signal?: string): this {
    this.lateSignal = signal === undefined ? undefined : signalNumber(signal);
    this.lifecycle.limit(limit);
    return this;
  }

  /** Kills the command when `signal` aborts. */
  signal(signal: AbortSignal | undefined): this {
    this.lifecycle.configure().stopBy(signal);
    return this;
  }

  /**
   * Runs it again where it fails: so many times more, with waits that double from a second, or from `delay`. Not with what is read only once:
   * a command of a pipe, or one that reads a stream, is refused (INVALID_VALUE); zx's `retry(3, () => …)` runs a whole pipe again.
   */
  retry(retry: number | Retry): this {
    this.lifecycle.configure();
    this.retries = typeof retry === "number" ? { times: retry } : retry;
    return this;
  }

  /** A directory of the container; a relative one is below where it would start else. */
  cwd(path: string): this {
    this.lifecycle.configure();
    this.directory = path;
    return this;
  }

  env(variables: Readonly<Record<string, string | Secret>>): this {
    this.lifecycle.configure().addEnv(variables);
    return this;
  }

  /** What it reads: text, bytes, `{ file: path }`, or a stream. Without this, and nothing piped into it, its input is empty. */
  stdin(source: StdinSource): this {
    this.lifecycle.configure();
    this.input.source = source;
    return this;
  }
}
