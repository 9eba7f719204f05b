import { imageNameOf } from "../names.ts";
import type { Project } from "../project.ts";
import { isStopped, type ObservedContainer, type ObservedProject } from "../state/observed-project.ts";
import { type Plan, PlanDraft } from "./plan.ts";

export interface DownOptions {
  /** Only these; then networks, volumes and images stay. */
  readonly services: readonly string[];
  readonly volumes: boolean;
  readonly images: "none" | "local" | "all";
  readonly removeOrphans: boolean;
}

/** What takes away all that `up` made, and nothing else: dependants first, then what they used. */
export function downPlan(project: Project, observed: ObservedProject, options: DownOptions): Plan {
  const { services, volumes, images, removeOrphans } = options;
  const draft = new PlanDraft();
  const isOrphan = ({ service }: ObservedContainer) =>
    project.files.length > 0 &&
    !Object.hasOwn(project.services, service) &&
    !Object.hasOwn(project.disabledServices, service);
  const all = [...observed.containers, ...observed.oneOffs];
  const orphans = all.filter(isOrphan);
  const chosen = all.filter((each) =>
    services.length > 0 ? services.includes(each.service) : removeOrphans || !isOrphan(each),
  );
  const removals = stopAndRemove(draft, chosen);
  for (const [name, { provider }] of Object.entries(project.services)) {
    if (!provider || (services.length > 0 && !services.includes(name))) continue;
    draft.add({ kind: "provide", service: name, name, verb: "down" }, removals);
  }
  if (services.length === 0) {
    for (const name of ownNames(project, observed, "network")) draft.add({ kind: "remove-network", name }, removals);
    if (volumes) {
      for (const name of ownNames(project, observed, "volume")) draft.add({ kind: "remove-volume", name }, removals);
    }
    for (const name of imageNames(project, images)) draft.add({ kind: "remove-image", name }, removals);
  }
  return draft.done({ orphans: removeOrphans || services.length > 0 ? [] : orphans.map(({ name }) => name) });
}

/**
 * Stops dependants before what they depend on, and removes each as soon as it has stopped: what it depends on does not wait for that. Gives the
 * ids of the removals.
 */
export function stopAndRemove(draft: PlanDraft, containers: readonly ObservedContainer[]): string[] {
  const removals: string[] = [];
  const remove = ({ id, name, service }: ObservedContainer, after: readonly string[], isStopped: boolean) => {
    const removal = draft.add({ kind: "remove", id, name, service, ...(isStopped && { isStopped }) }, after);
    removals.push(removal);
    return removal;
  };
  addInOrder(containers, {
    earlier: ({ service }) => containers.filter((each) => dependenciesOf(each).includes(service)),
    add: (container, after) => {
      if (isStopped(container)) return remove(container, after, false);
      const { id, name, service } = container;
      const stop = draft.add({ kind: "stop", id, name, service, isToGo: true }, after);
      remove(container, [stop], true);
      return stop;
    },
  });
  return removals;
}

/** Stops dependants before what they depend on, by what was written down when they were made; or removes them in that order. */
export function removeInOrder(
  draft: PlanDraft,
  containers: readonly ObservedContainer[],
  kind: "remove" | "stop" = "remove",
): string[] {
  return addInOrder(containers, {
    earlier: ({ service }) => containers.filter((each) => dependenciesOf(each).includes(service)),
    add: ({ id, name, service }, after) => draft.add({ kind, id, name, service }, after),
  });
}

/**
 * Adds a step for each container behind those of `earlier`, and gives their ids. What two files in turn have said may go round in a circle: one
 * that is being placed is not waited for.
 */
export function addInOrder(
  containers: readonly ObservedContainer[],
  order: {
    earlier(container: ObservedContainer): readonly ObservedContainer[];
    add(container: ObservedContainer, after: readonly string[]): string;
  },
): string[] {
  const steps = new Map<string, string>();
  const place = (container: ObservedContainer, path: readonly string[]): readonly string[] => {
    const known = steps.get(container.id);
    if (known !== undefined) return [known];
    if (path.includes(container.id)) return [];
    const earlier = order.earlier(container).filter(({ service }) => service !== container.service);
    const step = order.add(
      container,
      earlier.flatMap((each) => place(each, [...path, container.id])),
    );
    steps.set(container.id, step);
    return [step];
  };
  return containers.flatMap((container) => place(container, []));
}

/** Names of services, from `db:service_healthy:false,…`. */
export function dependenciesOf({ dependsOn }: Pick<ObservedContainer, "dependsOn">): string[] {
  return dependsOn === "" ? [] : dependsOn.split(",").map((text) => text.split(":", 1)[0] ?? "");
}

/** By label, also those that the file no longer has; and those of the file that somebody made without labels. */
function ownNames(project: Project, observed: ObservedProject, kind: "network" | "volume"): string[] {
  const declared = Object.values(project[`${kind}s`]);
  const external = declared.flatMap(({ external, name = "" }) => (external ? [name] : []));
  return observed[`${kind}s`].flatMap(({ name, project: owner }) =>
    owner === project.name && !external.includes(name) ? [name] : [],
  );
}

/** `local` are those whose names nobody has given. */
function imageNames(project: Project, which: DownOptions["images"]): string[] {
  if (which === "none") return [];
  const services = Object.entries(project.services).filter(([, { image }]) => which === "all" || !image);
  return [...new Set(services.map(([name, service]) => imageNameOf(project, name, service)))].sort();
}
