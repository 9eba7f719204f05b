import type { Writable } from "node:stream";
import { attachedOutput, type CollectedOutput } from "../container/collect-output.ts";
import { collectLog } from "../container/log-output.ts";
import type { LogLine } from "../container/logs/log-line.ts";
import { findContainer } from "../container/lookup.ts";
import type { ProcessStreams } from "../container/process-streams.ts";
import { removeContainer } from "../container/remove.ts";
import { ifPresent, waitForExit } from "../container/wait.ts";
import type { Context } from "../context.ts";
import { type Duration, toMilliseconds } from "../duration.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Exit } from "../engine/tasks.ts";
import { NerdError } from "../errors.ts";
import type { PortMapping } from "../network/port-mapping.ts";
import { commandFailure } from "./command-failure.ts";
import { type ContainerExec, containerExec } from "./exec.ts";
import { type HasOutput, type OutputRequest, toText } from "./output-operation.ts";
import type { ContextBase } from "./session.ts";

export interface ContainerNames {
  /** 64 hexadecimal digits; tables shorten it, nothing else does. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
}

/** What a handle of a container that this process started has beyond its names. */
export interface ContainerState {
  readonly record?: StoredContainer | undefined;
  readonly exit?: Promise<Exit> | undefined;
  /** Where the output is read by this process rather than kept in the log. */
  readonly streams?: ProcessStreams | undefined;
}

export interface LogsOptions {
  /** Goes on with what it writes, until it exits. */
  readonly follow?: boolean;
  /** Only that many lines from the end. */
  readonly tail?: number;
  /** A time, or a duration such as `10m`. */
  readonly since?: string | number | Date;
  readonly until?: string | number | Date;
  readonly signal?: AbortSignal;
}

/**
 * A container. It is no thenable, so `await run(…)` hands out the container itself; its fields are plain data,
 * so it prints and serialises as what it is. Disposing it removes it.
 *
 * ```ts
 * await using web = await run("nginx", { publish: "8080:80" });
 * await fetch(web.url(80));
 * ```
 */
export class Container implements ContainerNames, HasOutput {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Runs a command in it: `exec(["ls"])`, or `` exec`ls ${directory}` ``. */
  declare readonly exec: ContainerExec;
  readonly #base: ContextBase;
  readonly #state: ContainerState;
  readonly #ports: readonly PortMapping[];

  constructor(base: ContextBase, names: ContainerNames, ports: readonly PortMapping[], state: ContainerState = {}) {
    this.id = names.id;
    this.name = names.name;
    this.image = names.image;
    this.#base = base;
    this.#ports = ports;
    this.#state = state;
    // Not enumerable, so that a handle prints as its names.
    Object.defineProperty(this, "exec", { value: containerExec(base, names.id) });
  }

  /** Its output so far, or with `follow` until it exits, line by line. */
  async *logs({ signal, ...options }: LogsOptions = {}): AsyncGenerator<LogLine, void, undefined> {
    const [{ readLogs }, { logFileOf }] = await Promise.all([
      import("../container/logs/read.ts"),
      import("../container/log-output.ts"),
    ]);
    const ended = options.follow
      ? this.wait().then(
          () => {},
          () => {},
        )
      : undefined;
    yield* readLogs({ file: logFileOf(this.#base, this.id), ...options, signal, ended });
  }

  /** Resolves when it has exited. */
  async wait({ signal }: { signal?: AbortSignal } = {}): Promise<{ readonly exitCode: number }> {
    const { exitCode } = await (this.#state.exit ?? waitForExit(this.#base.engine, { id: this.id }, signal));
    return { exitCode };
  }

  /** Resolves when its HEALTHCHECK passes; NOT_READY where the time is up, a minute unless told otherwise. */
  async healthy({ timeout, signal }: { timeout?: Duration; signal?: AbortSignal } = {}): Promise<this> {
    const { waitUntilReady } = await import("../container/ready.ts");
    const context = this.#context(signal);
    const limit = timeout === undefined ? {} : { timeoutMs: toMilliseconds(timeout) };
    const exit = this.#state.exit ?? waitForExit(context.engine, { id: this.id });
    await waitUntilReady(context, await this.#found(context), exit, { ...limit, healthOnly: true });
    return this;
  }

  /** `http://127.0.0.1:8080` for a published port of the container; the scheme is https for 443. */
  url(port?: number): string {
    const { hostPort } = this.#published(port);
    const scheme = (port ?? this.#ports[0]?.containerPort) === 443 ? "https" : "http";
    return `${scheme}://127.0.0.1:${hostPort}`;
  }

  /** The host's port under which a port of the container is published. */
  port(port?: number): number {
    return this.#published(port).hostPort;
  }

  /** Asks it to end, and kills it after `timeout`, ten seconds unless it says otherwise. */
  async stop({ timeout, signal: name }: { timeout?: Duration; signal?: string } = {}): Promise<void> {
    const { stopContainer } = await import("../container/stop.ts");
    const context = this.#context();
    const seconds = timeout === undefined ? undefined : toMilliseconds(timeout) / 1000;
    await stopContainer(context, await this.#found(context), { timeout: seconds, signal: name });
  }

  /** `SIGKILL` unless told otherwise. */
  async kill(signal?: string): Promise<void> {
    const { killContainer } = await import("../container/stop.ts");
    const context = this.#context();
    await killContainer(context, await this.#found(context), signal);
  }

  /** Starts it again, from its own record. A new handle knows its new life. */
  async start(): Promise<Container> {
    const { startContainer } = await import("../container/start.ts");
    const context = this.#context();
    const container = await this.#found(context);
    const started = await startContainer(context, container, { attach: false, interactive: false });
    return new Container(this.#base, this, this.#ports, { record: container, exit: started?.exit });
  }

  async restart(options: { timeout?: Duration } = {}): Promise<Container> {
    await this.stop(options);
    return await this.start();
  }

  async pause(): Promise<void> {
    const { pauseContainer } = await import("../container/pause.ts");
    const context = this.#context();
    await pauseContainer(context, await this.#found(context));
  }

  async unpause(): Promise<void> {
    const { unpauseContainer } = await import("../container/pause.ts");
    const context = this.#context();
    await unpauseContainer(context, await this.#found(context));
  }

  /** Gives the handle of its new name. */
  async rename(name: string): Promise<Container> {
    const { renameContainer } = await import("../container/rename.ts");
    const context = this.#context();
    await renameContainer(context, await this.#found(context), name);
    return new Container(this.#base, { ...this.#names(), name }, this.#ports, this.#state);
  }

  /** Changes its limits, also while it runs. */
  async update(options: import("../container/update.ts").UpdateOptions): Promise<void> {
    const { updateContainer } = await import("../container/update.ts");
    const context = this.#context();
    await updateContainer(context, await this.#found(context), options);
  }

  /** Copies a file or directory of the host into it, by the rules of `docker cp`. */
  async copyTo(path: string, target: string): Promise<void> {
    const { copyTo } = await import("../container/copy.ts");
    const context = this.#context();
    await copyTo(context, await this.#found(context), path, target);
  }

  /** Copies a file or directory of it to the host, by the rules of `docker cp`. */
  async copyFrom(path: string, target: string): Promise<void> {
    const { copyFrom } = await import("../container/copy.ts");
    const context = this.#context();
    await copyFrom(context, await this.#found(context), path, target);
  }

  /** Makes an image of what it has become. */
  async commit(tag: string): Promise<import("../image/image.ts").Image> {
    const { commitContainer } = await import("../container/commit.ts");
    const context = this.#context();
    return await commitContainer(context, await this.#found(context), { tag });
  }

  async stats(): Promise<import("../container/stats.ts").ContainerStats> {
    const { containerStats } = await import("../container/stats.ts");
    const context = this.#context();
    return await containerStats(context, await this.#found(context));
  }

  /** All that is known of it, in the shape of `docker inspect`. */
  async inspect(): Promise<object> {
    const { inspectContainer } = await import("../container/inspect.ts");
    const context = this.#context();
    return await inspectContainer(context, await this.#found(context));
  }

  /** Removes it, with the volumes that nobody named unless `volumes` is false; kills it first unless `force` is false. */
  async remove({ force = true, volumes = true }: { force?: boolean; volumes?: boolean } = {}): Promise<void> {
    const context = this.#context();
    const container = this.#state.record ?? (await ifPresent(context.engine.containers.get(this.id)));
    if (container) await removeContainer(context, container, { force, volumes });
  }

  async output(request: OutputRequest): Promise<Uint8Array> {
    const { stdout, stderr, exitCode } = await this.#collect(request.signal);
    this.#base.emit({ type: "container.exited", id: this.id, name: this.name, exitCode });
    if (exitCode === 0 || request.nothrow) return stdout;
    throw commandFailure(this.name, { exitCode, stderr: toText(stderr) });
  }

  async pipeTo(target: Writable, { signal, nothrow }: OutputRequest): Promise<{ readonly exitCode: number }> {
    const { streams } = this.#state;
    if (streams === undefined)
      throw new NerdError("OPERATION_STARTED", "the output goes to the log already", {
        hint: "chain .pipe() to run(…) itself",
      });
    const { pump, collect } = await import("../container/output-pump.ts");
    const exit = this.#state.exit!;
    const [{ exitCode }, stderr] = await Promise.all([
      exit,
      streams.stderr ? collect(streams.stderr, exit) : Buffer.alloc(0),
      pump(streams.stdout, target, exit),
    ]);
    signal.throwIfAborted();
    if (exitCode !== 0 && !nothrow) throw commandFailure(this.name, { exitCode, stderr: toText(stderr) });
    return { exitCode };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  async #collect(signal: AbortSignal): Promise<CollectedOutput> {
    const context = this.#context(signal);
    const { streams, exit } = this.#state;
    if (streams !== undefined && exit !== undefined) return await attachedOutput(context, { id: this.id }, { streams, exit });
    const { exitCode } = await this.wait({ signal });
    return { exitCode, ...(await collectLog(context, this.id)) };
  }

  #context(signal: AbortSignal = new AbortController().signal): Context {
    return { ...this.#base, signal };
  }

  async #found(context: Context): Promise<StoredContainer> {
    return await findContainer(context, this.id);
  }

  #names(): ContainerNames {
    return { id: this.id, name: this.name, image: this.image };
  }

  #published(port?: number): PortMapping {
    const found = port === undefined ? this.#ports[0] : this.#ports.find(({ containerPort }) => containerPort === port);
    if (found) return found;
    const published = this.#ports.map(({ containerPort }) => containerPort);
    throw new NerdError("INVALID_VALUE", `no public port ${port ?? ""} published for ${this.name}`.replace("  ", " "), {
      hint: published.length > 0 ? `published are ${published.join(", ")}` : `run it with { publish: "${port ?? 80}" }`,
    });
  }
}
