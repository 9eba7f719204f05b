import { NerdError, unknownName } from "../../errors.ts";
import { allServices } from "../load/bind.ts";
import { type Project, replicasOf, type Service } from "../project.ts";
import { isStopped, type ObservedContainer, type ObservedProject } from "../state/observed-project.ts";
import { addInOrder, dependenciesOf, removeInOrder, stopAndRemove } from "./down-plan.ts";
import { type Condition, type Plan, PlanDraft } from "./plan.ts";

/** What is to happen to containers that are there. */
export type Verb = "start" | "stop" | "restart" | "kill" | "remove";

export interface VerbOptions {
  /** All of the project's where none is named. */
  readonly services: readonly string[];
  /** Of `kill`. */
  readonly signal?: string;
  /** Of `restart`: leaves alone those that want to be restarted with what they depend on. */
  readonly noDependencies?: boolean;
  /** Of `remove`: also those that run. */
  readonly stopFirst?: boolean;
  /** Also those of services that the files no longer have. */
  readonly withOrphans?: boolean;
}

/** Does the same to each container of services. Throws UNKNOWN_SERVICE. */
export function verbPlan(project: Project, observed: ObservedProject, verb: Verb, options: VerbOptions): Plan {
  const containers = chosenContainers(project, observed, options);
  const draft = new PlanDraft();
  switch (verb) {
    case "start":
      addStarts(draft, project, containers, observed);
      break;
    case "stop":
      removeInOrder(draft, containers.filter(isLive), "stop");
      break;
    case "restart":
      addRestarts(draft, observed, containers, options);
      break;
    case "kill":
      for (const { id, name, service, status } of containers) {
        if (status !== "running" && status !== "paused") continue;
        draft.add({ kind: "kill", id, name, service, signal: options.signal ?? "SIGKILL" });
      }
      break;
    case "remove":
      stopAndRemove(draft, options.stopFirst ? containers : containers.filter((each) => !isLive(each)));
      break;
  }
  return draft.done();
}

export function chosenContainers(
  project: Project,
  observed: ObservedProject,
  { services, withOrphans = false }: VerbOptions,
): ObservedContainer[] {
  const known = allServices(project);
  refuseUnknown(project, observed, services);
  const hasFiles = project.files.length > 0;
  return observed.containers.filter(({ service }) =>
    services.length > 0 ? services.includes(service) : !hasFiles || withOrphans || Object.hasOwn(known, service),
  );
}

/** Those that they depend on come first, as at `up`; what runs is only waited for. */
function addStarts(
  draft: PlanDraft,
  project: Project,
  containers: readonly ObservedContainer[],
  observed: ObservedProject,
): void {
  const stopped = containers.filter(isStopped);
  addInOrder(stopped, {
    earlier: (container) => stopped.filter(({ service }) => dependenciesOf(container).includes(service)),
    add: (container, after) => {
      const { id, name, service } = container;
      const waits = conditionsOf(container).flatMap(([dependency, condition]) => {
        const names = observed.containers.filter((each) => each.service === dependency).map((each) => each.name);
        if (condition === "service_started" || names.length === 0) return [];
        const required = project.services[service]?.depends_on?.[dependency]?.required ?? true;
        return [draft.add({ kind: "wait", service: dependency, names, condition, required }, after)];
      });
      return draft.add({ kind: "start", service, name, id }, [...after, ...waits]);
    },
  });
}

function conditionsOf({ dependsOn }: ObservedContainer): (readonly [string, Condition])[] {
  const texts = dependsOn === "" ? [] : dependsOn.split(",");
  return texts.map((text) => {
    const [service = "", condition = "service_started"] = text.split(":");
    return [service, condition as Condition]; // Written from a file that was checked.
  });
}

/** Those that say `restart: true` of what is restarted come along, behind it. */
function addRestarts(
  draft: PlanDraft,
  observed: ObservedProject,
  containers: readonly ObservedContainer[],
  { noDependencies = false }: VerbOptions,
): void {
  const services = new Set(containers.map(({ service }) => service));
  const follows = ({ dependsOn }: ObservedContainer) =>
    dependsOn.split(",").some((text) => text.endsWith(":true") && services.has(text.split(":", 1)[0] ?? ""));
  const more = noDependencies ? [] : observed.containers.filter((each) => !services.has(each.service) && follows(each));
  const all = [...containers, ...more];
  addInOrder(all, {
    earlier: (container) => all.filter(({ service }) => dependenciesOf(container).includes(service)),
    add: ({ id, name, service }, after) => draft.add({ kind: "restart", id, name, service }, after),
  });
}

function isLive({ status }: ObservedContainer): boolean {
  return status === "running" || status === "paused" || status === "restarting";
}

/** Throws UNKNOWN_SERVICE for one that neither the files nor any container knows. */
export function refuseUnknown(project: Project, observed: ObservedProject, services: readonly string[]): void {
  const containers = [...observed.containers, ...observed.oneOffs];
  const names = new Set([...Object.keys(allServices(project)), ...containers.map(({ service }) => service)]);
  const unknown = services.find((service) => !names.has(service));
  if (unknown !== undefined) throw unknownName("UNKNOWN_SERVICE", unknown, names);
}

/** docker compose's refusal where a service that is to be started has nothing that could be: one of those named, or of all where nothing is there. */
export function refuseMissing(project: Project, observed: ObservedProject, services: readonly string[]): void {
  const isMade = ([, service]: [string, Service]) => service.provider === undefined && replicasOf(service) > 0;
  const all = observed.containers.length > 0 ? [] : Object.entries(project.services).filter(isMade);
  const wanted = services.length > 0 ? services : all.map(([name]) => name).sort();
  const missing = wanted.find((service) => !observed.containers.some((each) => each.service === service));
  if (missing === undefined) return;
  throw new NerdError("UNKNOWN_CONTAINER", `service ${JSON.stringify(missing)} has no container to start`, {
    hint: `nerdsh compose up -d ${missing}`,
  });
}
