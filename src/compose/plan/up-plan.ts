import { unknownService } from "../load/selection.ts";
import { containerNameOf, type Separator } from "../names.ts";
import type { Project, Service } from "../project.ts";
import { isStopped, type ObservedContainer, type ObservedProject } from "../state/observed-project.ts";
import { isMadeAhead } from "./made-ahead.ts";
import { type Plan, PlanDraft } from "./plan.ts";
import { isToRecreate } from "./recreation.ts";
import { type Replicas, replicas } from "./replicas.ts";
import { ResourcePlanner } from "./resource-planner.ts";
import { meantServices, namespaceOwners } from "./service-order.ts";

export interface UpOptions {
  /** Services that were named; all of the project's where there are none. The rest are dependencies. */
  readonly services: readonly string[];
  /** Of the image that each service would run now. */
  readonly imageIds: Readonly<Record<string, string>>;
  /** How many of a service, above what its file says. */
  readonly scale: Readonly<Record<string, number>>;
  readonly recreate: "changed" | "always" | "never";
  /** Dependencies, too, where `recreate` is `always`. */
  readonly recreateDependencies: boolean;
  /** Leaves out services that were not named. */
  readonly noDependencies: boolean;
  readonly start: boolean;
  readonly removeOrphans: boolean;
  readonly separator: Separator;
}

/** What makes the project as it is the one that its files describe, with as little change as that takes. Throws UNKNOWN_SERVICE for a scale of none. */
export function upPlan(project: Project, observed: ObservedProject, options: UpOptions): Plan {
  return new UpPlanner(project, observed, options).plan();
}

/** What stands of one service while the plan is made. */
interface PlannedService {
  /** Steps after which its containers are there and, where they are to be, started. */
  readonly ready: string[];
  readonly names: string[];
  readonly recreated: boolean;
}

class UpPlanner {
  readonly #project: Project;
  readonly #observed: ObservedProject;
  readonly #options: UpOptions;
  readonly #draft = new PlanDraft();
  readonly #resources: ResourcePlanner;
  readonly #untouched: string[] = [];
  readonly #planned = new Map<string, PlannedService>();

  constructor(project: Project, observed: ObservedProject, options: UpOptions) {
    this.#project = project;
    this.#observed = observed;
    this.#options = options;
    this.#resources = new ResourcePlanner(project, observed, this.#draft);
  }

  plan(): Plan {
    const orphans = this.#orphans();
    if (this.#options.removeOrphans)
      for (const { id, name, service } of orphans) this.#draft.add({ kind: "remove", id, name, service });
    const meant = meantServices(this.#project, this.#options);
    const { removeOrphans, recreate, scale } = this.#options;
    const unknown = Object.keys(scale).find((name) => !Object.hasOwn(this.#project.services, name));
    if (unknown !== undefined) throw unknownService(unknown, this.#project);
    const replicas = meant.map((name) => this.#replicas(name));
    const going = [...replicas.flatMap(({ extra }) => extra), ...(removeOrphans ? orphans : [])];
    if (recreate !== "never") {
      this.#resources.remakeNetworks(meant, { staying: replicas.flatMap(({ kept }) => kept), going });
    }
    for (const name of meant) this.#addService(name);
    return this.#draft.done({
      orphans: this.#options.removeOrphans ? [] : orphans.map(({ name }) => name),
      foreign: this.#resources.told,
      untouched: this.#untouched,
    });
  }

  #replicas(name: string): Replicas {
    return replicas(this.#project, this.#observed, [name, this.#project.services[name] ?? {}, this.#options]);
  }

  #orphans(): ObservedContainer[] {
    const { services, disabledServices } = this.#project;
    return this.#observed.containers.filter(
      ({ service }) => !Object.hasOwn(services, service) && !Object.hasOwn(disabledServices, service),
    );
  }

  #addService(name: string): void {
    const service = this.#project.services[name] ?? {};
    if (service.provider) {
      const before = this.#dependencySteps(service);
      const ready = this.#options.start
        ? [this.#draft.add({ kind: "provide", service: name, name, verb: "up" }, before)]
        : [];
      this.#planned.set(name, { ready, names: [], recreated: false });
      return;
    }
    const { kept, extra, added } = this.#replicas(name);
    const resources = this.#resources.steps(name, service);
    for (const { id, name: container } of extra)
      this.#draft.add({ kind: "remove", service: name, id, name: container });
    const changed = kept.filter((container) =>
      isToRecreate(container, [name, service], {
        options: this.#options,
        remadeNetworks: this.#resources.remade,
        isRecreated: (other) => this.#planned.get(other)?.recreated === true,
      }),
    );
    const stopsFor = this.#restartingDependencies(service);
    const before = [...resources, ...this.#sharedBefore(service), ...extra.map((each) => `remove ${each.name}`)];
    const ready: string[] = [];
    for (const container of kept) {
      const { id, number, name: old } = container;
      const containerName = this.#nameOf(name, service, number);
      if (changed.includes(container)) {
        const isRunning = container.status === "running" || container.status === "restarting";
        const start = this.#options.start || isRunning;
        const stop = `stop ${old}`;
        const isStoppedBefore = this.#draft.has(stop);
        ready.push(
          this.#draft.add(
            {
              kind: "recreate",
              service: name,
              number,
              name: containerName,
              id,
              start,
              ...(isStoppedBefore && { isStopped: true }),
            },
            [...(isStoppedBefore ? [stop] : []), ...before, ...(start ? this.#dependencySteps(service) : [])],
          ),
        );
      } else if (this.#options.start && isStopped(container)) {
        ready.push(
          this.#draft.add({ kind: "start", service: name, name: old, id }, [
            ...this.#dependencySteps(service),
            ...before,
          ]),
        );
      } else if (this.#options.start && stopsFor.length > 0) {
        const stop = this.#draft.add({ kind: "stop", service: name, name: old, id });
        for (const step of stopsFor) this.#draft.delay(step, stop);
        ready.push(this.#draft.add({ kind: "start", service: name, name: old, id }, this.#dependencySteps(service)));
      } else if (!isStopped(container)) this.#untouched.push(old);
    }
    for (const number of added) ready.push(this.#addNew(name, service, { number, before }));
    this.#planned.set(name, {
      ready,
      names: [...kept.map(({ number }) => number), ...added].map((number) => this.#nameOf(name, service, number)),
      recreated: changed.length > 0,
    });
  }

  /** One that has to wait is made meanwhile, so that it only needs to be started then. */
  #addNew(service: string, of: Service, { number, before }: { number: number; before: readonly string[] }): string {
    const name = this.#nameOf(service, of, number);
    if (!this.#options.start) return this.#draft.add({ kind: "create", service, number, name }, before);
    const dependencies = this.#dependencySteps(of);
    if (!dependencies.some((id) => id.startsWith("wait "))) {
      const isAhead = isMadeAhead(this.#project, this.#observed, of);
      const startsAfter = isAhead ? dependencies.filter((id) => id.startsWith("run ")) : [];
      const after = [...before, ...dependencies.filter((id) => !startsAfter.includes(id))];
      return this.#draft.add({ kind: "run", service, number, name }, after, startsAfter);
    }
    const created = this.#draft.add({ kind: "create", service, number, name }, before);
    return this.#draft.add({ kind: "start", service, name }, [created, ...dependencies]);
  }

  /** Recreations of dependencies that say `restart: true`: this one is stopped before them, and started after. */
  #restartingDependencies(service: Service): string[] {
    return Object.entries(service.depends_on ?? {})
      .filter(([, { restart = false }]) => restart)
      .filter(([dependency]) => this.#planned.get(dependency)?.recreated)
      .flatMap(([dependency]) => this.#planned.get(dependency)?.ready.filter((id) => id.startsWith("recreate ")) ?? []);
  }

  /** A container whose namespaces or volumes it takes must be there, whatever else is waited for. */
  #sharedBefore(service: Service): string[] {
    const sources = (service.volumes_from ?? []).map((text) => text.split(":", 1)[0] ?? "");
    return [...namespaceOwners(service), ...sources].flatMap((name) => this.#planned.get(name)?.ready ?? []);
  }

  /** What must be done before the service is started, by what it says of each dependency. */
  #dependencySteps(service: Service): string[] {
    return Object.entries(service.depends_on ?? {}).flatMap(
      ([dependency, { condition = "service_started", required = true }]) => {
        const planned = this.#planned.get(dependency);
        if (planned === undefined) return [];
        if (condition === "service_started" || planned.names.length === 0) return planned.ready;
        return [
          this.#draft.add(
            { kind: "wait", service: dependency, names: planned.names, condition, required },
            planned.ready,
          ),
        ];
      },
    );
  }

  #nameOf(name: string, service: Service, number: number): string {
    return containerNameOf(this.#project, [name, service], { number, separator: this.#options.separator });
  }
}
