import type { Readable, Writable } from "node:stream";
import { type InspectOptions, inspect } from "node:util";
import { isNerdError, NerdError } from "../../errors.ts";
import type { HostSettings } from "../../platform/zx.ts";
import { commandFailure } from "../command-failure.ts";
import { attempt, type StartProcess } from "./attempt.ts";
import type { PipedTo } from "./awaitable-stream.ts";
import { AwaitedCommand } from "./awaited-command.ts";
import { CommandLog } from "./command-log.ts";
import { CommandOutput } from "./command-output.ts";
import { breakCommand, type PipeTarget, pipeInto } from "./command-pipes.ts";
import { linesOf } from "./lines-of.ts";
import { OutputSink } from "./output-sink.ts";
import { PipeReaders } from "./pipe-readers.ts";
import { PipeSources } from "./pipe-sources.ts";
import { ProcessSignals } from "./process-signals.ts";
import type { CommandDefaults } from "./shell-options.ts";
import { isTemplate, type ShellValue } from "./shell-value.ts";

export interface CommandPlan {
  readonly text: string;
  readonly start: StartProcess;
  readonly host: HostSettings;
  readonly defaults: CommandDefaults;
  /** The shell that it is a command of. */
  shell(literals: TemplateStringsArray, ...values: ShellValue[]): ContainerCommand;
}

/**
 * A command in a container, as zx's ProcessPromise is one on the host: a promise of its CommandOutput that starts on the next microtask, and
 * a stream to write its stdin to, so that `` $`…`.pipe(command) `` and `readable.pipe(command)` work as they are.
 */
export class ContainerCommand extends AwaitedCommand implements PipeTarget {
  readonly [Symbol.toStringTag] = "ContainerCommand";
  readonly #plan: CommandPlan;
  readonly #out = new OutputSink();
  readonly #err = new OutputSink();
  readonly #readers = new PipeReaders(this.#out);
  readonly #sources = new PipeSources(this, (error) => this[breakCommand](error));
  readonly #signals = new ProcessSignals();
  protected readonly outcome: Promise<CommandOutput>;
  readonly #log: CommandLog;
  readonly #ended: Promise<void>;
  #endedNow: () => void = () => {};
  #broken: NerdError | undefined;
  #isOver = false;

  constructor(plan: CommandPlan) {
    super(plan.host, plan.defaults);
    this.#plan = plan;
    this.#log = new CommandLog(plan.host, () => ({ isQuiet: this.lifecycle.quiet, isVerbose: this.isVerbose }));
    this.#ended = new Promise((resolve) => {
      this.#endedNow = resolve;
    });
    this.outcome = this.#begin();
    // A pipe of another copy of zx hands out a stand-in, which has none of the private parts.
    for (const name of standInMethods)
      Object.defineProperty(this, name, { value: this[name].bind(this), configurable: true });
  }

  /** What it writes, as it comes, and at the reader's pace. What is read here is not in the result. */
  get stdout(): Readable {
    return this.#out.stream;
  }

  get stderr(): Readable {
    return this.#err.stream;
  }

  /** Its lines as they come; the loop throws where the command fails, and one that is left ends the command. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    this.outcome.catch(() => {}); // Awaited below, where the loop gets so far.
    const leave = this.#readers.add(() => {});
    try {
      yield* linesOf(this.stdout);
    } finally {
      leave();
    }
    await this.outcome;
  }

  /**
   * Connects its stdout with a process of `$`, with another command in a container, or with a stream or file, which it ends; as a template's tag
   * (`` sh`ls`.pipe`sort` ``) with another command of the same shell. Gives the right side, so that a pipe is awaited at its end; a failure of the
   * left side is one of the right side. A right side that ends first ends the left one.
   */
  override pipe(literals: TemplateStringsArray, ...values: ShellValue[]): ContainerCommand;
  override pipe<Target extends PromiseLike<unknown>>(target: Target): Target;
  override pipe<Target extends NodeJS.WritableStream>(target: Target): PipedTo<Target, CommandOutput>;
  override pipe(file: string): PipedTo<Writable, CommandOutput>;
  override pipe(target: unknown, ...values: ShellValue[]): unknown {
    this.outcome.catch(() => {}); // The right side tells.
    const source = { output: this.#out, readers: this.#readers, outcome: this };
    return pipeInto(source, isTemplate(target) ? this.#plan.shell(target, ...values) : target);
  }

  /**
   * Sends its process a signal (`SIGTERM`, `TERM`, `15`), and resolves once it is delivered, waiting for a process that only starts; the command
   * goes on, or ends, as that takes it, and is then not run again. Throws CONTAINER_NOT_RUNNING where it has ended. Without a signal the command
   * is killed, and fails as cancelled; that resolves once it has ended.
   */
  async kill(signal?: string): Promise<void> {
    if (signal !== undefined) return await this.#signals.send(signal);
    if (!this.#isOver) this.lifecycle.cancel("AbortError");
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.outcome.catch(() => {}); // Its failure belongs to whoever awaits it.
    await this.kill();
  }

  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `ContainerCommand ${inspect({ command: this.#plan.text }, options)}`;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.lifecycle.started && !this.input.isOpen) done(tooLate());
    else void this.#sources.paused(() => this.input.write(chunk)).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.lifecycle.started && !this.input.isOpen) done();
    else void this.input.end().then(() => done(), done);
  }

  async #begin(): Promise<CommandOutput> {
    const { text, start } = this.#plan;
    try {
      return await this.lifecycle.begin(async ({ signal, env, quiet }) => {
        this.#log.began(text);
        this.#refuseRetry();
        return await attempt({
          ...{ start, signal, input: this.input, cut: this.#readers.cut, retry: this.retries, signals: this.#signals },
          request: { env, quiet, cwd: this.directory },
          lateSignal: () => this.lateSignal,
          stdout: () => this.#out.writable((data) => this.#log.wrote("stdout", data, this.#out.isStreamed)),
          stderr: () => this.#err.writable((data) => this.#log.wrote("stderr", data, this.#err.isStreamed)),
          result: (exitCode) => this.#result(exitCode),
          onRetry: (attempt, delay, error) => this.#log.retries(attempt - 1, this.retries.times + 1, { delay, error }),
        });
      });
    } catch (error) {
      if (this.#broken === undefined) {
        this.#readers.fail(asFailure(error));
        throw error;
      }
      return this.#brokenResult(this.#broken);
    } finally {
      this.#over();
    }
  }

  #result(exitCode: number): CommandOutput {
    const output = new CommandOutput({ exitCode, stdout: this.#out.bytes(), stderr: this.#err.bytes() });
    // Nobody wanted the rest: that is no failure of whoever was stopped.
    if (exitCode === 0 || this.lifecycle.nothrow || this.#readers.cut.aborted) return output;
    throw commandFailure(shortText(this.#plan.text), { exitCode, stderr: output.stderr.trimEnd() });
  }

  #brokenResult(broken: NerdError): CommandOutput {
    this.#readers.fail(broken);
    if (!this.lifecycle.nothrow) throw broken;
    return new CommandOutput({ exitCode: broken.exitCode ?? 1, stdout: this.#out.bytes(), stderr: this.#err.bytes() });
  }

  #over(): void {
    this.#isOver = true;
    this.#signals.over();
    this.#endedNow();
    this.#out.end();
    this.#err.end();
    this.input.close();
    this.#sources.end();
    if (this.input.isFed && !this.writableEnded) this.end();
  }

  /** What it is piped from has failed. */
  [breakCommand](error: NerdError): void {
    if (this.#isOver) return;
    this.#broken ??= error;
    this.input.close();
    this.lifecycle.cancel("AbortError");
  }

  #refuseRetry(): void {
    if (this.retries.times === 0) return;
    const isOnce = this.input.isOnce ? "input" : this.#out.isStreamed ? "output" : undefined;
    if (isOnce === undefined) return;
    throw new NerdError("INVALID_VALUE", `a command cannot run again whose ${isOnce} is a stream`, {
      hint: "write retry(3, () => …) around the whole pipe, or give it text or a file to read",
    });
  }
}

/** Where somebody writes to it that had nothing to read from its start. */
function tooLate(): NerdError {
  const hint = "pipe into it before the first await";
  return new NerdError("OPERATION_STARTED", "this command has started, without an input", { hint });
}

const standInMethods = [
  "then",
  "catch",
  "finally",
  "text",
  "lines",
  "json",
  "bytes",
  "pipe",
  "kill",
  "nothrow",
  "quiet",
  "verbose",
  "timeout",
] as const;

/** For a message: the first line, cut where it is long. */
function shortText(text: string): string {
  const [line = ""] = text.trim().split("\n");
  return `\`${line.length < text.trim().length || line.length > 60 ? `${line.slice(0, 60)}…` : line}\``;
}

function asFailure(error: unknown): NerdError {
  return isNerdError(error) ? error : new NerdError("COMMAND_FAILED", "the command before it failed", { cause: error });
}
