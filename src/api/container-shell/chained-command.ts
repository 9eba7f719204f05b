import { Writable } from "node:stream";
import { type Duration, toMilliseconds } from "../../duration.ts";
import { NerdError } from "../../errors.ts";
import type { HostSettings } from "../../platform/zx.ts";
import type { Secret } from "../../secrets/secret.ts";
import type { Retry } from "../../task/task.ts";
import { Lifecycle } from "../operation.ts";
import { CommandInput } from "./command-input.ts";
import type { CommandDefaults, StdinSource } from "./shell-options.ts";

/** What can be chained to a command before it starts; as a stream it takes what the command reads. */
export abstract class ChainedCommand extends Writable {
  protected readonly lifecycle: Lifecycle = new Lifecycle();
  protected readonly input: CommandInput = new CommandInput();
  protected retries: Retry = { times: 0 };
  protected directory: string | undefined;
  protected isVerbose: boolean;

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

  /** Prints nothing of it, and emits no events. */
  quiet(isQuiet = true): this {
    this.#configure().quiet = isQuiet;
    return this;
  }

  /** Prints the command and its stdout, too, as `$.verbose` does. */
  verbose(isVerbose = true): this {
    this.#configure();
    this.isVerbose = isVerbose;
    return this;
  }

  /** A status other than 0 is a result, not a failure. */
  nothrow(isNothrow = true): this {
    this.#configure().nothrow = isNothrow;
    return this;
  }

  /** Past it the command is killed, and fails with TIMED_OUT; `30s`, or milliseconds. It counts for all attempts together. */
  timeout(limit: Duration): this {
    this.#configure().timeoutMs = toMilliseconds(limit);
    return this;
  }

  /** Kills the command when `signal` aborts. */
  signal(signal: AbortSignal | undefined): this {
    const lifecycle = this.#configure();
    if (signal) lifecycle.signals.push(signal);
    return this;
  }

  /** Runs it again where it fails: so many times more, with waits that double from a second, or from `delay`. */
  retry(retry: number | Retry): this {
    this.#configure();
    this.retries = typeof retry === "number" ? { times: retry } : retry;
    return this;
  }

  /** A directory of the container; a relative one is below where it would start else. */
  cwd(path: string): this {
    this.#configure();
    this.directory = path;
    return this;
  }

  env(variables: Readonly<Record<string, string | Secret>>): this {
    Object.assign(this.#configure().env, variables);
    return this;
  }

  /** What it reads: text, bytes, `{ file: path }`, or a stream. Without this, and nothing piped into it, its input is empty. */
  stdin(source: StdinSource): this {
    this.#configure();
    this.input.source = source;
    return this;
  }

  #configure(): Lifecycle {
    if (this.lifecycle.started) throw alreadyStarted();
    return this.lifecycle;
  }
}

export function alreadyStarted(): NerdError {
  const hint = "chain modifiers, and pipe into it, before the first await";
  return new NerdError("OPERATION_STARTED", "this command has started", { hint });
}
