import { type InspectOptions, inspect } from "node:util";
import type { KnownProject, ServiceContainer } from "../../compose/known/known-project.ts";
import type { Verb } from "../../compose/plan/lifecycle-plan.ts";
import type { Context } from "../../context.ts";
import { type Duration, toMilliseconds } from "../../duration.ts";
import { NerdError, unknownName } from "../../errors.ts";
import type { PortMapping } from "../../network/ports/port-mapping.ts";
import { Container } from "../container.ts";
import type { Cancellable } from "../container-options.ts";
import { type ContainerShell, containerShell } from "../container-shell/container-shell.ts";
import { currentSignal } from "../current-signal.ts";
import { type ContainerExec, containerExec } from "../exec.ts";
import { Lifecycle } from "../lifecycle.ts";
import type { LogOutput } from "../log-output.ts";
import { Operation } from "../operation.ts";
import { ProgressOperation } from "../progress-operation.ts";
import { publishedHost, publishedPort, publishedUrl } from "../published-port.ts";
import { type ContextBase, contextOf } from "../session.ts";
import type { ComposeApp } from "./compose-app.ts";
import type { ComposeLogLine, ComposeLogsOptions } from "./compose-options.ts";

/** What a service's handle has of its project. */
export interface ServiceProject {
  readonly app: ComposeApp;
  openBase(): Promise<ContextBase>;
  known(context: Context): Promise<KnownProject>;
  /** As the project was when it was last looked at: by `up()`, `ps()`, or whatever else asks for its containers. */
  seen(): SeenProject | undefined;
}

export interface SeenProject {
  readonly services: readonly string[];
  readonly containers: readonly ServiceContainer[];
}

/** Of whatever ends a service's containers. */
interface EndOptions extends Cancellable {
  /** Until one is killed; its own where absent. */
  readonly timeout?: Duration | undefined;
}

/** One service of a compose project. What is about one container means the first of them, or that of `container({ index })`. */
export class ComposeService {
  readonly name: string;
  /** Runs a command in it: `exec(["ls"])`, or `` exec`ls ${directory}` ``. */
  declare readonly exec: ContainerExec;
  /** zx's `$` in it. */
  declare readonly $: ContainerShell;
  readonly #project: ServiceProject;

  constructor(name: string, project: ServiceProject) {
    this.name = name;
    this.#project = project;
    const base = async () => await project.openBase();
    const id = async () => {
      const signal = currentSignal() ?? new AbortController().signal;
      return (await this.#replica({ ...(await base()), signal }, { mustRun: true })).id;
    };
    const shell = containerShell((command) => async (request) => {
      const { startInContainer } = await import("../container-shell/start-process.ts");
      return await startInContainer(await base(), { container: await id(), command }, request);
    });
    // Not enumerable, so that a handle prints as its name.
    Object.defineProperty(this, "exec", { value: containerExec(base, id) });
    Object.defineProperty(this, "$", { value: shell });
  }

  /**
   * `http://127.0.0.1:32768`: a published port of it as this host reaches it, the first one where absent. Of the service as it was when this
   * handle's project was last looked at, which `up()` does.
   */
  url(port?: number): string {
    return publishedUrl(this.#publishedPort(port));
  }

  /** Where this host reaches its published ports: `127.0.0.1`, or the address that its first one is published on. As `url` knows it. */
  get host(): string {
    return publishedHost(this.#seenContainer().summary.ports[0]);
  }

  /** The host's port that leads to a port of it. */
  port(port?: number): number {
    return this.#publishedPort(port).hostPort;
  }

  /** What it has written; with `follow` until all of its containers have ended. */
  logs(options: Omit<ComposeLogsOptions, "services"> = {}): LogOutput<ComposeLogLine> {
    return this.#project.app.logs({ ...options, services: this.name });
  }

  /** One of its containers, from 1; the first where absent. */
  container({ index = 0 }: { readonly index?: number } = {}): Operation<Container> {
    return this.#operation((context) => this.#container(context, index));
  }

  /** All of its containers, by number, whether they run or not. */
  containers(): Operation<readonly Container[]> {
    return this.#operation(async (context) => {
      const { presentContainers } = await import("../../compose/known/known-project.ts");
      const found = await presentContainers(context, await this.#project.known(context), [this.name]);
      const base = await this.#project.openBase();
      return found.map((each) => handleOf(base, each));
    });
  }

  /** Starts its containers, which are there. */
  start({ signal }: Cancellable = {}): ProgressOperation<void> {
    return this.#verb("start", { signal });
  }

  /** Asks its containers to end, and kills those that take too long. */
  stop(options: EndOptions = {}): ProgressOperation<void> {
    return this.#verb("stop", options, new Lifecycle(null));
  }

  /** Stops and starts its containers, and those of services that want to be restarted with it. */
  restart(options: EndOptions = {}): ProgressOperation<void> {
    return this.#verb("restart", options);
  }

  /** Sets how many containers it has, and waits as `up()` does. */
  scale(count: number, { signal }: Cancellable = {}): ProgressOperation<ComposeApp> {
    return this.#project.app.up({ services: this.name, scale: { [this.name]: count }, signal });
  }

  /** For Bun, whose `console.log` shows the methods of a class, too. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `ComposeService ${inspect({ name: this.name }, options)}`;
  }

  #verb(verb: Verb, { timeout, signal }: EndOptions, lifecycle?: Lifecycle): ProgressOperation<void> {
    const work = async (context: Context): Promise<void> => {
      const { applyVerb } = await import("../../compose/lifecycle.ts");
      const seconds = timeout === undefined ? undefined : toMilliseconds(timeout) / 1000;
      const known = await this.#project.known(context);
      if (known.project === undefined) return;
      await applyVerb(context, known.project, verb, { services: [this.name], timeout: seconds });
      if (verb !== "stop") await this.#project.known(context);
    };
    return ProgressOperation.of(() => this.#project.openBase(), work, lifecycle).signal(signal);
  }

  #publishedPort(port: number | undefined): PortMapping {
    const { name, summary } = this.#seenContainer();
    return publishedPort(name, summary.ports, port);
  }

  #seenContainer(): ServiceContainer {
    const { services = [], containers = [] } = this.#project.seen() ?? {};
    const found = containers.find(({ service, isOneOff }) => service === this.name && !isOneOff);
    if (found !== undefined) return found;
    if (services.length > 0 && !services.includes(this.name)) throw unknownName("UNKNOWN_SERVICE", this.name, services);
    throw new NerdError("CONTAINER_NOT_RUNNING", `no container of service ${JSON.stringify(this.name)} is known`, {
      hint: "await app.up() first, or app.ps() where it is up",
    });
  }

  async #container(context: Context, index = 0): Promise<Container> {
    return handleOf(await this.#project.openBase(), await this.#replica(context, { index, mustRun: false }));
  }

  async #replica(
    context: Context,
    { index = 0, mustRun }: { readonly index?: number; readonly mustRun: boolean },
  ): Promise<ServiceContainer> {
    const { replica } = await import("../../compose/known/known-project.ts");
    return await replica(context, await this.#project.known(context), { service: this.name, index, mustRun });
  }

  #operation<T>(work: (context: Context) => Promise<T>): Operation<T> {
    return Operation.start(async (settings) => work(contextOf(await this.#project.openBase(), settings)));
  }
}

function handleOf(base: ContextBase, { id, name, summary }: ServiceContainer): Container {
  return new Container(base, { id, name, image: summary.image }, summary.ports);
}
