import { createWriteStream } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { type InspectOptions, inspect } from "node:util";
import { isNerdError, NerdError } from "../../errors.ts";
import { breakHostProcess, hostInput, isHostProcess } from "../../platform/host-process.ts";
import type { HostSettings } from "../../platform/zx.ts";
import { commandFailure } from "../command-failure.ts";
import { attempt, type StartProcess } from "./attempt.ts";
import { awaitableStream, isShared, type PipedTo } from "./awaitable-stream.ts";
import { alreadyStarted, ChainedCommand } from "./chained-command.ts";
import { CommandOutput } from "./command-output.ts";
import { linesOf } from "./lines-of.ts";
import { OutputSink } from "./output-sink.ts";
import { PipeReaders } from "./pipe-readers.ts";
import { PipeSources } from "./pipe-sources.ts";
import type { CommandDefaults } from "./shell-options.ts";

export interface CommandPlan {
  readonly text: string;
  readonly start: StartProcess;
  readonly host: HostSettings;
  readonly defaults: CommandDefaults;
}

/**
 * A command in a container, as zx's ProcessPromise is one on the host: a promise of its CommandOutput that starts on the next microtask, and
 * a stream to write its stdin to, so that `` $`…`.pipe(command) `` and `readable.pipe(command)` work as they are.
 */
export class ContainerCommand extends ChainedCommand implements Promise<CommandOutput> {
  readonly [Symbol.toStringTag] = "ContainerCommand";
  readonly #id = Math.random().toString(36).slice(2);
  readonly #plan: CommandPlan;
  readonly #out = new OutputSink();
  readonly #err = new OutputSink();
  readonly #readers = new PipeReaders(this.#out);
  readonly #sources = new PipeSources(this, (error) => this.#break(error));
  readonly #outcome: Promise<CommandOutput>;
  #broken: NerdError | undefined;
  #isOver = false;

  constructor(plan: CommandPlan) {
    super(plan.host, plan.defaults);
    this.#plan = plan;
    this.#outcome = this.#begin();
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

  /** Its status, also where that is a failure. */
  get exitCode(): Promise<number> {
    return this.#outcome.then(
      ({ exitCode }) => exitCode,
      (error: unknown) => {
        if (isNerdError(error) && error.exitCode !== undefined) return error.exitCode;
        throw error;
      },
    );
  }

  /** Without the final line break. */
  async text(): Promise<string> {
    return (await this.#outcome).text();
  }

  async lines(): Promise<string[]> {
    return (await this.#outcome).lines();
  }

  async json<Value = unknown>(): Promise<Value> {
    return (await this.#outcome).json<Value>();
  }

  async bytes(): Promise<Uint8Array> {
    return (await this.#outcome).bytes();
  }

  /** Its lines as they come; the loop throws where the command fails, and one that is left ends the command. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    this.#outcome.catch(() => {}); // Awaited below, where the loop gets so far.
    const leave = this.#readers.add(() => {});
    try {
      yield* linesOf(this.stdout);
    } finally {
      leave();
    }
    await this.#outcome;
  }

  /**
   * Connects its stdout with a process of `$`, with another command in a container, or with a stream or file, which it ends. Gives the right
   * side, so that a pipe is awaited at its end; a failure of the left side is one of the right side. A right side that ends first ends the left one.
   */
  override pipe<Target extends PromiseLike<unknown>>(target: Target): Target;
  override pipe<Target extends NodeJS.WritableStream>(target: Target): PipedTo<Target, CommandOutput>;
  override pipe(file: string): PipedTo<Writable, CommandOutput>;
  override pipe(target: unknown): unknown {
    this.#outcome.catch(() => {}); // The right side tells.
    if (typeof target === "string") return this.#pipeToStream(createWriteStream(target));
    if (target instanceof ContainerCommand) return this.#pipeToCommand(target);
    if (!isHostProcess(target)) return this.#pipeToStream(target as Writable); // By its type.
    const input = hostInput(target);
    const leave = this.#readers.add((error) => {
      this.stdout.unpipe(input);
      breakHostProcess(target, error.exitCode || 1, error);
    });
    void target.then(leave, leave);
    this.stdout.pipe(input);
    return target;
  }

  /** Ends it: it fails as cancelled. */
  kill(): void {
    this.lifecycle.cancel("AbortError");
  }

  then<A = CommandOutput, B = never>(
    onValue?: ((value: CommandOutput) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#outcome.then(onValue, onError);
  }

  catch<B = never>(onError?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<CommandOutput | B> {
    return this.#outcome.catch(onError);
  }

  finally(onSettled?: (() => void) | null): Promise<CommandOutput> {
    return this.#outcome.finally(onSettled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) this.kill();
    await this.#outcome.catch(() => {}); // Its failure belongs to whoever awaits it.
  }

  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `ContainerCommand ${inspect({ command: this.#plan.text }, options)}`;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.lifecycle.started && !this.input.isOpen) done(alreadyStarted());
    else void this.#sources.paused(() => this.input.write(chunk)).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.lifecycle.started && !this.input.isOpen) done();
    else void this.input.end().then(() => done(), done);
  }

  async #begin(): Promise<CommandOutput> {
    const { text, start, host } = this.#plan;
    const log = (entry: Readonly<Record<string, unknown>>) => host.log?.({ id: this.#id, ...entry } as never); // zx's entries.
    try {
      return await this.lifecycle.begin(async ({ signal, env, quiet }) => {
        const isShown = this.isVerbose && !quiet;
        log({ kind: "cmd", cmd: text, cwd: host.programDirectory, verbose: isShown });
        this.#refuseRetry();
        return await attempt({
          ...{ start, signal, input: this.input, cut: this.#readers.cut, retry: this.retries },
          request: { env, quiet, cwd: this.directory },
          stdout: () =>
            this.#out.writable((data) => log({ kind: "stdout", data, verbose: isShown && !this.#out.isStreamed })),
          stderr: () =>
            this.#err.writable((data) => log({ kind: "stderr", data, verbose: !quiet && !this.#err.isStreamed })),
          result: (exitCode) => this.#result(exitCode),
          onRetry: (attempt, delay, error) =>
            log({ kind: "retry", attempt: attempt - 1, total: this.retries.times + 1, delay, error, verbose: !quiet }),
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
    this.#out.end();
    this.#err.end();
    this.input.close();
    this.#sources.end();
    if (this.input.isFed && !this.writableEnded) this.end();
  }

  #pipeToCommand(target: ContainerCommand): ContainerCommand {
    const leave = this.#readers.add((error) => target.#break(error));
    target.then(leave, leave);
    this.stdout.pipe(target);
    return target;
  }

  #pipeToStream(target: Writable): unknown {
    const leave = this.#readers.add((error) => {
      if (!isShared(target)) target.destroy(error);
    });
    target.once("close", leave).once("finish", () => target.off("close", leave));
    this.stdout.pipe(target);
    return awaitableStream(target, this);
  }

  #break(error: NerdError): void {
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
      hint: "leave out .retry(), or read text rather than a stream",
    });
  }
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
  "nothrow",
  "quiet",
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
