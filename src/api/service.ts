import { type InspectOptions, inspect } from "node:util";
import type { LogLine } from "../container/logs/log-line.ts";
import { NerdError } from "../errors.ts";
import { parsePublish } from "../network/ports/port-mapping.ts";
import type { ProcessIdentity } from "../store/process-identity.ts";
import type { Container } from "./container.ts";
import type { LogsOptions } from "./container-options.ts";
import { type ContainerShell, containerShell } from "./container-shell/container-shell.ts";
import { outermostSignal } from "./current-signal.ts";
import { noteContainer } from "./disposal.ts";
import { type ContainerExec, containerExec } from "./exec.ts";
import { type LogOutput, logOutput } from "./log-output.ts";
import { Operation } from "./operation.ts";
import { publishedHost } from "./published-port.ts";
import { serviceEnded, serviceStarts } from "./service-lifetime.ts";
import type { ServiceOptions } from "./service-options.ts";
import type { StartedService } from "./service-start.ts";
import type { ContextBase } from "./session.ts";

/**
 * A server that tasks and top-level code share. It starts when it is first used, once however many ask, and ends with the program, or with
 * the block that has it by `await using`. It is no thenable: awaiting it gives the service itself, and starts nothing.
 */
export class Service implements AsyncDisposable {
  /** By which other containers of the recipe reach it. */
  readonly name: string;
  readonly image: string;
  /** Runs a command in it, started where need be: `exec(["ls"])`, or `` exec`ls ${directory}` ``. */
  declare readonly exec: ContainerExec;
  /** zx's `$` in it. */
  declare readonly $: ContainerShell;
  readonly #openBase: () => Promise<ContextBase>;
  readonly #options: ServiceOptions;
  #stop = new AbortController();
  #started: Promise<StartedService> | undefined;
  #process: ProcessIdentity | undefined;

  constructor(
    openBase: () => Promise<ContextBase>,
    image: string,
    options: ServiceOptions & { readonly name: string },
  ) {
    this.name = options.name;
    this.image = image;
    this.#openBase = openBase;
    this.#options = options;
    const id = async () => (await this.start()).id;
    const shell = containerShell((command) => async (request) => {
      const { startInContainer } = await import("./container-shell/start-process.ts");
      return await startInContainer(await openBase(), { container: await id(), command }, request);
    });
    // Not enumerable, so that a handle prints as its names.
    Object.defineProperty(this, "exec", { value: containerExec(openBase, id) });
    Object.defineProperty(this, "$", { value: shell });
  }

  /** Where this host reaches its published ports: `127.0.0.1`, or the address that the first of them is published on. */
  get host(): string {
    const [first] = [this.#options.publish ?? []].flat().flatMap((text) => parsePublish(String(text)));
    return publishedHost(first);
  }

  /** Its container, ready; started where it does not run. Whoever gives up waiting does not stop it for the others. */
  start(): Operation<Container> {
    return Operation.start(async ({ signal }) => (await unlessAborted(this.#use(), signal)).container);
  }

  /** `http://127.0.0.1:32768`: a port of it as this host reaches it, the first one where absent. */
  async url(port?: number): Promise<string> {
    return (await this.start()).url(port);
  }

  /** The host's port that leads to a port of it. */
  async port(port?: number): Promise<number> {
    return (await this.start()).port(port);
  }

  logs(options: LogsOptions = {}): LogOutput<LogLine> {
    return logOutput(async () => (await this.start()).logs(options));
  }

  /** Its address among containers, and the network that it is in; undefined of one that has the host's. */
  async address(): Promise<StartedService["address"]> {
    await this.start();
    return (await this.#use()).address;
  }

  /** Stops and removes it, also one that is to be reused. The next use starts it anew. */
  async stop(): Promise<void> {
    await this.#end({ isOver: true });
  }

  /** Ends it, unless it is to be reused. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end({ isOver: false });
  }

  /** For Bun, whose `console.log` shows the methods of a class, too. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `Service ${inspect({ name: this.name, image: this.image }, options)}`;
  }

  async #use(): Promise<StartedService> {
    this.#started ??= this.#launch();
    const started = await this.#started;
    const end = started.end();
    if (end !== undefined) throw await this.#gone(started, end);
    noteContainer(started.container);
    return started;
  }

  async #launch(): Promise<StartedService> {
    const stop = this.#stop;
    const outer = outermostSignal();
    const abort = () => stop.abort(outer?.reason);
    outer?.addEventListener("abort", abort, { once: true });
    if (outer?.aborted) abort();
    const life = { end: () => this.#end({ isOver: false }), process: () => this.#process };
    serviceStarts(life);
    try {
      const { startService } = await import("./service-start.ts");
      const request = { name: this.name, image: this.image, options: this.#options };
      const started = await startService(await this.#openBase(), request, stop.signal);
      this.#process = started.process;
      return { ...started, ended: () => serviceEnded(life) };
    } catch (error) {
      if (this.#stop === stop) this.#forget();
      serviceEnded(life);
      throw error;
    } finally {
      outer?.removeEventListener("abort", abort);
    }
  }

  #forget(): void {
    this.#started = undefined;
    this.#process = undefined;
    this.#stop = new AbortController();
  }

  /** What nobody has stopped has failed, which is told once; the next use starts it anew. */
  async #gone(started: StartedService, exitCode: number): Promise<NerdError> {
    const lines: string[] = [];
    for await (const { text } of started.container.logs({ tail: 20, signal: new AbortController().signal }))
      lines.push(text);
    await this.#end({ isOver: true });
    return new NerdError("NOT_READY", `the service ${this.name} has exited with status ${exitCode}`, {
      exitCode: exitCode || 1,
      ...(lines.length > 0 && { stderr: lines.join("\n") }),
    });
  }

  async #end({ isOver }: { readonly isOver: boolean }): Promise<void> {
    const { reuse = false } = this.#options;
    const starting = this.#started;
    const stop = this.#stop;
    if (starting === undefined) return;
    this.#forget();
    if (!reuse || isOver) stop.abort(new DOMException(`${this.name} was stopped`, "AbortError"));
    const started = await starting.catch(() => undefined); // It has cleaned up, and told whoever waited.
    if (started === undefined) return;
    try {
      if (!reuse || isOver) await started.remove();
    } finally {
      started.ended();
    }
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  work.catch(() => {}); // It may fail later, for those who still wait.
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
