import { Readable, type Writable } from "node:stream";
import { type InspectOptions, inspect } from "node:util";
import { readInput } from "../commands/read-options.ts";
import type { Attachment } from "../container/attach.ts";
import type { CommitOptions } from "../container/commit.ts";
import type { Content, ContentOptions } from "../container/copy/content.ts";
import type { SystemEvent } from "../container/events/system-event.ts";
import type { FileChange } from "../container/file-changes.ts";
import type { ContainerDocument } from "../container/inspect/inspect-docker.ts";
import type { LogLine } from "../container/logs/log-line.ts";
import { publishedPorts } from "../container/record/list.ts";
import { findContainer } from "../container/record/lookup.ts";
import type { ContainerStats } from "../container/stats.ts";
import type { StartedTask } from "../container/task.ts";
import type { ContainerProcesses } from "../container/top.ts";
import { heldExit, ifPresent, waitForExit } from "../container/wait.ts";
import type { Context } from "../context.ts";
import { toMilliseconds, toSeconds } from "../duration.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Exit } from "../engine/tasks.ts";
import type { Image } from "../image/image.ts";
import type { PortMapping } from "../network/ports/port-mapping.ts";
import { containerBytes } from "./container-bytes.ts";
import { type EventsOptions, watchedEvents } from "./container-events.ts";
import { containerLogs } from "./container-logs.ts";
import type {
  Cancellable,
  ContainerNames,
  ContainerState,
  HealthyOptions,
  LogsOptions,
  RemoveOptions,
  StatsOptions,
  StopOptions,
  UpdateInput,
} from "./container-options.ts";
import { containerOutput, pipeContainer } from "./container-output.ts";
import { type ContainerShell, shellIn } from "./container-shell/container-shell.ts";
import { containerStatsStream } from "./container-stats.ts";
import { dispose } from "./disposal.ts";
import { type ContainerExec, containerExec } from "./exec.ts";
import type { OperationSettings, ViewSettings } from "./lifecycle.ts";
import { type LogOutput, logOutput } from "./log-output.ts";
import { Operation } from "./operation.ts";
import type { HasOutput } from "./output-operation.ts";
import { publishedHost, publishedPort, publishedUrl } from "./published-port.ts";
import { type ContextBase, contextOf } from "./session.ts";

type ContainerWork<T> = (context: Context, container: StoredContainer) => Promise<T>;

const loadCopy = () => import("../container/copy/copy.ts");

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
  /** Where this host reaches its published ports: `127.0.0.1`, or the address that its first one is published on. */
  declare readonly host: string;
  /** Runs a command in it: `exec(["ls"])`, or `` exec`ls ${directory}` ``. */
  declare readonly exec: ContainerExec;
  /** zx's `$` in it: `` $`ls ${directory}` `` is a command that pipes, streams and chains as those of `$` on the host do. */
  declare readonly $: ContainerShell;
  readonly #base: ContextBase;
  readonly #state: ContainerState;
  readonly #ports: readonly PortMapping[];
  /** Its exit was seen by who alone reads what it writes. */
  #isRead = false;

  constructor(base: ContextBase, names: ContainerNames, ports: readonly PortMapping[], state: ContainerState = {}) {
    this.id = names.id;
    this.name = names.name;
    this.image = names.image;
    this.#base = base;
    this.#ports = ports;
    this.#state = state;
    if (state.streams)
      void state.exit?.then(
        () => (this.#isRead = true),
        () => {},
      ); // Whoever holds it awaits it.
    // Not enumerable, so that a handle prints as its names.
    Object.defineProperty(this, "host", { value: publishedHost(ports[0]) });
    Object.defineProperty(this, "exec", { value: containerExec(async () => base, names.id) });
    Object.defineProperty(this, "$", { value: shellIn(base, names.id) });
  }

  /** Its output so far, or with `follow` until it exits: line by line, or whole with `.text()` or `.lines()`. */
  logs(options: LogsOptions = {}): LogOutput<LogLine> {
    return logOutput(async () => containerLogs(this.#base, this.id, options));
  }

  /** What happens to it, as it happens: `for await (const { action } of web.events()) …`. */
  async *events(options: Omit<EventsOptions, "filter"> = {}): AsyncGenerator<SystemEvent, void, undefined> {
    yield* watchedEvents(this.#base, { ...options, filter: [`container=${this.id}`] });
  }

  /** Its streams, from now on, beside those of everyone else; `using` gives them back. Without `stdin` it only listens. */
  attach({ stdin = true, signal }: Cancellable & { readonly stdin?: boolean } = {}): Operation<Attachment> {
    return this.#operation(async (...work) =>
      (await import("../container/attach.ts")).attachContainer(...work, { stdin }),
    ).signal(signal);
  }

  /** Resolves when it has exited, with its status. */
  wait(options: Cancellable = {}): Operation<{ readonly exitCode: number }> {
    const exited = async (signal: AbortSignal) => ({ exitCode: (await this.#exit(signal)).exitCode });
    return Operation.start(({ signal }) => exited(signal)).signal(options.signal);
  }

  /** Resolves when its HEALTHCHECK passes; NOT_READY where the time is up, a minute unless told otherwise. */
  healthy({ timeout, signal }: HealthyOptions = {}): Operation<Container> {
    return this.#operation(async (context, container) => {
      const { waitUntilReady } = await import("../container/readiness/ready.ts");
      const limit = timeout === undefined ? {} : { timeoutMs: toMilliseconds(timeout) };
      const exit = this.#state.exit ?? waitForExit(context.engine, { id: this.id }, { background: true });
      await waitUntilReady(context, container, exit, { ...limit, healthOnly: true });
      return this;
    }).signal(signal);
  }

  /** `http://127.0.0.1:8080` for a published port of the container; the scheme is https for 443. */
  url(port?: number): string {
    return publishedUrl(publishedPort(this.name, this.#ports, port));
  }

  /** Its address in a network, or in its first one: for other containers, and for this host. */
  ip(network?: string): Operation<string> {
    return this.#operation(async (...work) =>
      (await import("../container/network/container-address.ts")).containerAddress(...work, network),
    );
  }

  /** The host's port under which a port of the container is published. */
  port(port?: number): number {
    return publishedPort(this.name, this.#ports, port).hostPort;
  }

  /** Asks it to end, and kills it where it takes too long. */
  stop({ timeout, signal }: StopOptions = {}): Operation<void> {
    return this.#ending(async (...work) =>
      (await import("../container/stop.ts")).stopContainer(...work, { timeout: toSeconds(timeout), signal }),
    );
  }

  /** Sends it a signal, `SIGKILL` unless told otherwise. */
  kill(signal?: string): Operation<void> {
    return this.#ending(async (...work) => (await import("../container/stop.ts")).killContainer(...work, signal));
  }

  /** Starts it again, from its own record. A new handle knows its new life. */
  start(): Operation<Container> {
    return this.#operation((context, container) => this.#start(context, container));
  }

  restart({ timeout }: Pick<StopOptions, "timeout"> = {}): Operation<Container> {
    return this.#operation(async (context, container) => {
      const { restartContainer } = await import("../container/restart.ts");
      const started = await restartContainer(context, container, { timeout: toSeconds(timeout) });
      return this.#started(context, started);
    });
  }

  /** Freezes every process of it. */
  pause(): Operation<void> {
    return this.#operation(async (...work) => (await import("../container/pause.ts")).pauseContainer(...work));
  }

  unpause(): Operation<void> {
    return this.#operation(async (...work) => (await import("../container/pause.ts")).unpauseContainer(...work));
  }

  /** Gives the handle of its new name. */
  rename(name: string): Operation<Container> {
    return this.#operation(async (context, container) => {
      const { renameContainer } = await import("../container/rename.ts");
      await renameContainer(context, container, name);
      return new Container(this.#base, { ...this, name }, this.#ports, this.#state);
    });
  }

  /** Changes its limits and its restart policy, also while it runs: `update({ memory: "512m", restart: "always" })`. */
  update(options: UpdateInput): Operation<void> {
    return this.#operation(async (context, container) => {
      const { updateCommand } = await import("../commands/container/update.ts");
      await updateCommand.execute(context, readInput(updateCommand, [container.id], options));
    });
  }

  /** Copies a file or directory of the host into it, by the rules of `docker cp`. */
  copyTo(path: string, target: string): Operation<void> {
    return this.#operation(async (...work) => (await loadCopy()).copyTo(...work, path, target));
  }

  /** Copies a file or directory of it to the host, by the rules of `docker cp`. */
  copyFrom(path: string, target: string): Operation<void> {
    return this.#operation(async (...work) => (await loadCopy()).copyFrom(...work, path, target));
  }

  /** Makes a file of it: `copyContentTo("/etc/app.conf", "debug = true\n", { mode: 0o600 })`. */
  copyContentTo(target: string, content: Content, options: ContentOptions = {}): Operation<void> {
    return this.#operation(async (...work) =>
      (await import("../container/copy/content.ts")).copyContent(...work, target, { ...options, content }),
    );
  }

  /** Unpacks a tar archive into a directory of it. */
  copyArchiveTo(path: string, archive: AsyncIterable<Uint8Array>): Operation<void> {
    return this.#operation(async (...work) =>
      (await loadCopy()).extractTo(...work, path, Readable.from(archive, { objectMode: false })),
    );
  }

  /** A file or directory of it as a tar archive. */
  copyArchiveFrom(path: string, options: Cancellable = {}): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#bytes(options, async (...work) => (await loadCopy()).archiveFrom(...work, path));
  }

  /** Its whole file system as a tar archive, without what is mounted in it. */
  export(options: Cancellable = {}): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#bytes(options, async (...work) => (await import("../container/export.ts")).exportContainer(...work));
  }

  /** What it has changed in its image's files, by path. */
  diff(): Operation<readonly FileChange[]> {
    return this.#operation(async (...work) => (await import("../container/diff.ts")).containerDiff(...work));
  }

  /** Makes an image of what it has become. */
  commit(tag: string, options: Omit<CommitOptions, "tag"> = {}): Operation<Image> {
    return this.#operation(async (...work) =>
      (await import("../container/commit.ts")).commitContainer(...work, { ...options, tag }),
    );
  }

  /** What it uses now; with `stream` that every second, as an async iterable, until it exits. */
  stats(options?: Cancellable & { readonly stream?: false }): Operation<ContainerStats>;
  stats(options: Cancellable & { readonly stream: true }): AsyncGenerator<ContainerStats, void, undefined>;
  stats({ stream = false, signal }: StatsOptions = {}) {
    if (stream) return containerStatsStream(this.#base, this.id, signal);
    return this.#operation(async (...work) => (await import("../container/stats.ts")).containerStats(...work)).signal(
      signal,
    );
  }

  /** Its processes as the host's `ps` shows them; `-ef` where no options are given. */
  top(...psOptions: string[]): Operation<ContainerProcesses> {
    return this.#operation(async (...work) =>
      (await import("../container/top.ts")).containerProcesses(...work, psOptions),
    );
  }

  /** All that is known of it, in the shape of `docker inspect`; variables that are secrets only with `showSecrets`. */
  inspect({ showSecrets = false }: { readonly showSecrets?: boolean } = {}): Operation<ContainerDocument> {
    return this.#operation(async (context) => {
      const { inspectContainer } = await import("../container/inspect/inspect.ts");
      return await inspectContainer(context, this.id, { showSecrets });
    });
  }

  /** Removes it, whether or not it runs; one that is gone already is fine. */
  remove({ force = true, volumes = true }: RemoveOptions = {}): Operation<void> {
    return Operation.cleanup(async (settings) => {
      const context = contextOf(this.#base, settings);
      const { removeContainer } = await import("../container/remove.ts");
      const reaped = this.#isRead ? context.engine.tasks.delete(this.id) : undefined;
      reaped?.catch(() => {}); // Below, it is deleted in another way then.
      const container = await ifPresent(context.engine.containers.get(this.id));
      if (container) await removeContainer(context, container, { force, volumes, reaped });
    });
  }

  async output(request: ViewSettings): Promise<Uint8Array> {
    return await containerOutput(contextOf(this.#base, request), { ...this, ...this.#state }, request);
  }

  async pipeTo(target: Writable, request: ViewSettings): Promise<{ readonly exitCode: number }> {
    return await pipeContainer(contextOf(this.#base, request), { ...this, ...this.#state }, target, request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await dispose({ ...this, remove: async () => await this.remove() });
  }

  /** For Bun, whose `console.log` shows the methods of a class, too. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `Container ${inspect({ ...this }, options)}`;
  }

  #operation<T>(work: ContainerWork<T>): Operation<T> {
    return Operation.start((settings) => this.#work(settings, work));
  }

  /** What ends a container is what cleans up where the program is interrupted: that stops at nothing but its own signal. */
  #ending(work: ContainerWork<void>): Operation<void> {
    return Operation.cleanup((settings) => this.#work(settings, work));
  }

  async #work<T>(settings: OperationSettings, work: ContainerWork<T>): Promise<T> {
    const context = contextOf(this.#base, settings);
    return await work(context, await findContainer(context, this.id));
  }

  #bytes(options: Cancellable, source: ContainerWork<AsyncIterable<Uint8Array>>) {
    return containerBytes(this.#base, { ...options, id: this.id }, source);
  }

  async #exit(signal: AbortSignal): Promise<Exit> {
    const { exit } = this.#state;
    return await (exit === undefined ? waitForExit(this.#base.engine, this, { signal }) : heldExit(exit, signal));
  }

  async #start(context: Context, container: StoredContainer): Promise<Container> {
    const { startContainer } = await import("../container/start.ts");
    return this.#started(context, await startContainer(context, container, { attach: false, interactive: false }));
  }

  #started(context: Context, task: StartedTask | undefined): Container {
    return new Container(this.#base, this, publishedPorts(context, this.id), { exit: task?.exit });
  }
}
