import type { RecordSummary } from "../../container/record/list.ts";
import type { Context } from "../../context.ts";
import { NerdError, unknownName } from "../../errors.ts";
import { composeLabels } from "../labels.ts";
import { allServices } from "../load/bind.ts";
import type { Project } from "../project.ts";
import { projectContainers } from "../state/observe.ts";

type ProjectContext = Pick<Context, "engine" | "settings" | "signal" | "emit">;

/** A container with its place in the project. */
export interface ServiceContainer extends Pick<RecordSummary, "id" | "name" | "status" | "labels"> {
  readonly service: string;
  readonly number: number;
  /** Made by `compose run`. */
  readonly isOneOff: boolean;
  readonly summary: RecordSummary;
}

/** What there is of a project: its containers, and its files where they are at hand. */
export interface KnownProject {
  readonly name: string;
  readonly project: Project | undefined;
  /** By service and number. */
  readonly containers: readonly ServiceContainer[];
}

export async function readKnownProject(
  context: ProjectContext,
  { name, project }: Pick<KnownProject, "name" | "project">,
): Promise<KnownProject> {
  const containers = (await projectContainers(context, name)).map(serviceContainer);
  return { name, project, containers: containers.sort(byPlace) };
}

export function serviceContainer(summary: RecordSummary): ServiceContainer {
  const { id, name, status, labels } = summary;
  // nerdctl writes the number into the name alone.
  const number = Number(labels[composeLabels.number] ?? /[-_](\d+)$/.exec(name)?.[1] ?? 1);
  const service = labels[composeLabels.service] ?? "";
  return { id, name, status, labels, service, number, isOneOff: labels[composeLabels.oneOff] === "True", summary };
}

function byPlace(a: ServiceContainer, b: ServiceContainer): number {
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return Number(a.isOneOff) - Number(b.isOneOff) || a.number - b.number || (a.name < b.name ? -1 : 1);
}

export function isUp({ status }: Pick<ServiceContainer, "status">): boolean {
  return status === "running" || status === "paused" || status === "restarting";
}

/** The containers of those services, of all where none is named, without what `compose run` has made. Throws UNKNOWN_SERVICE. */
function containersOf(known: KnownProject, services: readonly string[]): ServiceContainer[] {
  checkServices(known, services);
  return known.containers.filter(
    ({ service, isOneOff }) => !isOneOff && (services.length === 0 || services.includes(service)),
  );
}

/**
 * The same. Of a project of which nothing but a name is known, throws UNKNOWN_PROJECT where a service is named; where none is, there is nothing
 * to do, as with docker compose, and a warning says why.
 */
export async function presentContainers(
  context: ProjectContext,
  known: KnownProject,
  services: readonly string[],
): Promise<ServiceContainer[]> {
  if (known.project === undefined && known.containers.length === 0) {
    const { observedProjects } = await import("./project-list.ts");
    const others = (await observedProjects(context, { all: true })).map(({ Name }) => Name);
    const error = unknownName("UNKNOWN_PROJECT", known.name, others);
    if (services.length > 0) throw error;
    const message = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
    context.emit({ type: "warning", code: error.code, message });
  }
  return containersOf(known, services);
}

/** Those that the files or the containers know. */
export function checkServices({ project, containers }: KnownProject, services: readonly string[]): void {
  const names = new Set([
    ...(project === undefined ? [] : Object.keys(allServices(project))),
    ...containers.map(({ service }) => service),
  ]);
  const unknown = services.find((service) => !names.has(service));
  if (unknown !== undefined) throw unknownName("UNKNOWN_SERVICE", unknown, names);
}

/**
 * The one container of a service that a command means: that of the index, from 1, or the first one. Throws CONTAINER_NOT_RUNNING, in docker
 * compose's words, where it is not there, or does not run though it must.
 */
export async function replica(
  context: ProjectContext,
  known: KnownProject,
  { service, index = 0, mustRun = true }: { service: string; index?: number; mustRun?: boolean },
): Promise<ServiceContainer> {
  const containers = await presentContainers(context, known, [service]);
  const found = containers.filter((each) => (!mustRun || isUp(each)) && (index === 0 || each.number === index));
  if (found[0] !== undefined) return found[0];
  const which = index === 0 ? "" : ` container #${index}`;
  throw new NerdError("CONTAINER_NOT_RUNNING", `service ${JSON.stringify(service)} is not running${which}`, {
    hint: containers.length > 0 && index > 0 ? `it has ${numbersOf(containers)}` : `nerdsh compose up -d ${service}`,
    exitCode: 1,
  });
}

function numbersOf(containers: readonly ServiceContainer[]): string {
  return containers.map(({ number }) => `#${number}`).join(", ");
}
