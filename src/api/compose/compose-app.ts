import { type InspectOptions, inspect } from "node:util";
import type { KnownProject } from "../../compose/known/known-project.ts";
import type { Project, ProjectInput } from "../../compose/project.ts";
import type { Context } from "../../context.ts";
import { type Duration, toMilliseconds } from "../../duration.ts";
import type { Container } from "../container.ts";
import { Lifecycle } from "../lifecycle.ts";
import { type LogOutput, logOutput } from "../log-output.ts";
import { Operation } from "../operation.ts";
import { OutputOperation } from "../output-operation.ts";
import { ProgressOperation } from "../progress-operation.ts";
import { type ContextBase, contextOf } from "../session.ts";
import type {
  ComposeBuildOptions,
  ComposeContainer,
  ComposeDownOptions,
  ComposeImagesOptions,
  ComposeLogLine,
  ComposeLogsOptions,
  ComposePsOptions,
  ComposeRunOptions,
  ComposeUpOptions,
} from "./compose-options.ts";
import { ComposeService, type SeenProject } from "./compose-service.ts";
import { type ComposeSource, readProject } from "./compose-source.ts";

/**
 * A compose project, whether it is up or not: nothing is read before a verb is called. It is no thenable. Disposing it ends with `down()` what
 * its `up()` has begun, and leaves alone a project that was only looked at.
 *
 * ```ts
 * await using app = await compose("compose.yaml", { profiles: "test" }).up();
 * await fetch(app.service("web").url(80));
 * ```
 */
export class ComposeApp implements AsyncDisposable {
  readonly #openBase: () => Promise<ContextBase>;
  readonly #source: ComposeSource;
  #isBegun = false;
  #seen: SeenProject | undefined;

  constructor(openBase: () => Promise<ContextBase>, source: ComposeSource) {
    this.#openBase = openBase;
    this.#source = source;
  }

  /**
   * Makes the project what its files say, and resolves with this handle once all runs, and is healthy where that is checked. Where that fails,
   * or is cancelled, and nothing of the project was there before, nothing is there afterwards. `for await` gives the progress.
   */
  up(options: ComposeUpOptions = {}): ProgressOperation<ComposeApp> {
    const services = namesOf(options.services);
    return this.#progress(options, services, async (context, project) => {
      const { up } = await import("../../compose/up.ts");
      const { upRequest } = await import("./up-request.ts");
      this.#isBegun = true;
      await up(context, project, upRequest(options));
      await this.#known(context);
      return this;
    });
  }

  /** Stops and removes containers and networks, and what the options name. */
  down({
    services,
    volumes = false,
    images,
    removeOrphans = false,
    timeout,
    signal,
  }: ComposeDownOptions = {}): ProgressOperation<void> {
    const work = async (context: Context): Promise<void> => {
      const { down } = await import("../../compose/down.ts");
      const project = await this.#read(context, { steps: { resolveEnvironment: false } });
      await down(context, project, {
        ...{ services: namesOf(services), volumes, images: images ?? "none", removeOrphans },
        timeout: secondsOf(timeout),
      });
      if (services === undefined) this.#isBegun = false;
    };
    return ProgressOperation.of(this.#openBase, work, new Lifecycle(null)).signal(signal);
  }

  /** The containers of the project, by name. */
  ps({ services, all = false, signal }: ComposePsOptions = {}): Operation<readonly ComposeContainer[]> {
    return this.#operation(signal, async (context) => {
      const { listedContainers } = await import("../../compose/known/listed-containers.ts");
      const known = await this.#known(context);
      const request = { service: namesOf(services), all, filter: [], status: [], orphans: true };
      return listedContainers(known, request).map(({ id, name, service, number, status, summary }) => {
        const { image, health, exitCode, ports } = summary;
        return { id, name, service, number, image, status, health, exitCode, ports };
      });
    });
  }

  /** What its containers have written, in the order of time; with `follow` until all of them have ended. Leaving the loop ends the following. */
  logs({ services, ...options }: ComposeLogsOptions = {}): LogOutput<ComposeLogLine> {
    return logOutput(async () => {
      const { projectLogLines } = await import("./compose-logs.ts");
      const known = (context: Context) => this.#known(context);
      return projectLogLines(await this.#openBase(), known, { services: namesOf(services), options });
    });
  }

  /** One of its services. A name that the project does not have fails where it is used, with the nearest ones. */
  service(name: string): ComposeService {
    return new ComposeService(name, {
      ...{ app: this, openBase: this.#openBase, seen: () => this.#seen },
      known: (context: Context) => this.#known(context),
    });
  }

  /** Runs a service once, beside its other containers, with another command: its container, which is removed with the block, or by `.text()` and its like. */
  run(service: string, command: readonly string[] = [], options: ComposeRunOptions = {}): OutputOperation<Container> {
    return OutputOperation.of(async (settings) => {
      const { startOneOff } = await import("./one-off.ts");
      const base = await this.#openBase();
      const context = contextOf(base, settings);
      const project = await this.#read(context, { services: [service] });
      this.#isBegun = true;
      return await startOneOff(base, context, project, { service, command, options, env: settings.env });
    }).signal(options.signal);
  }

  /** Brings the images of services here. */
  pull({ services, signal }: ComposeImagesOptions = {}): ProgressOperation<void> {
    const names = namesOf(services);
    return this.#progress({ signal }, names, async (context, project) => {
      const { pullServices } = await import("../../compose/transfer.ts");
      const request = { services: names, policy: "always", quiet: false, ignoreBuildable: false } as const;
      await pullServices(context, project, { ...request, ignoreFailures: false, parallel: -1, dryRun: false });
    });
  }

  /** Builds the images of services. */
  build({
    services,
    args = {},
    noCache = false,
    pull = false,
    signal,
  }: ComposeBuildOptions = {}): ProgressOperation<void> {
    const names = namesOf(services);
    return this.#progress({ signal }, names, async (context, project) => {
      const { buildServices } = await import("../../compose/build.ts");
      const choices = { args, noCache, pull };
      await buildServices(context, project, { services: names, choices, parallel: -1, dryRun: false });
    });
  }

  /** The project after merging, filling in and checking, in the specification's words; it could be given to `compose()` again. */
  config({ signal }: { readonly signal?: AbortSignal } = {}): Operation<ProjectInput & { readonly name: string }> {
    return this.#operation(signal, async (context) => {
      const { configText } = await import("../../compose/print/config-text.ts");
      const text = configText(await this.#read(context), "json").replaceAll("$$", () => "$");
      return JSON.parse(text) as ProjectInput & { readonly name: string }; // What the shapes print is what they read.
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isBegun) await this.down();
  }

  /** For Bun, whose `console.log` shows the methods of a class, too. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { subject } = this.#source;
    return `ComposeApp ${inspect({ project: typeof subject === "object" && "services" in subject ? Object.keys(subject.services) : subject }, options)}`;
  }

  async #read(context: Context, load: Parameters<typeof readProject>[2] = {}): Promise<Project> {
    return await readProject(context, this.#source, load);
  }

  async #known(context: Context): Promise<KnownProject> {
    const { readKnownProject } = await import("../../compose/known/known-project.ts");
    const { allServices } = await import("../../compose/load/bind.ts");
    const project = await this.#read(context, { steps: { resolveEnvironment: false } });
    const known = await readKnownProject(context, { name: project.name, project });
    this.#seen = { services: Object.keys(allServices(project)), containers: known.containers };
    return known;
  }

  #progress<T>(
    { signal }: { readonly signal?: AbortSignal | undefined },
    services: readonly string[],
    work: (context: Context, project: Project) => Promise<T>,
  ): ProgressOperation<T> {
    return ProgressOperation.of(this.#openBase, async (context) =>
      work(context, await this.#read(context, { services })),
    ).signal(signal);
  }

  #operation<T>(signal: AbortSignal | undefined, work: (context: Context) => Promise<T>): Operation<T> {
    return Operation.start(async (settings) => work(contextOf(await this.#openBase(), settings))).signal(signal);
  }
}

function namesOf(services: string | readonly string[] | undefined): readonly string[] {
  return typeof services === "string" ? [services] : (services ?? []);
}

function secondsOf(timeout: Duration | undefined): number | undefined {
  return timeout === undefined ? undefined : toMilliseconds(timeout) / 1000;
}
