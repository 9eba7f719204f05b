import { existsSync } from "node:fs";
import { type ContainerSummary, listContainers } from "../../container/record/list.ts";
import { statePaths } from "../../container/record/state-directory.ts";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { networkFiles } from "../../network/lists/network-files.ts";
import { findVolume, volumeNames } from "../../volume/volume.ts";
import { composeLabels } from "../labels.ts";
import type { ObservedContainer, ObservedProject, ObservedResource } from "./observed-project.ts";

type ObserveContext = Pick<Context, "engine" | "settings" | "signal">;

export interface Observation extends ObservedProject {
  /** What the engine has of each container, by id. */
  readonly records: ReadonlyMap<string, StoredContainer>;
  readonly summaries: readonly ContainerSummary[];
}

/** Reads a project as it is, by the labels that docker compose, nerdctl and nerdsh write. Two calls to the engine, and small files. */
export async function observe(context: ObserveContext, project: string): Promise<Observation> {
  const [summaries, networks] = await Promise.all([projectContainers(context, project), ownNetworks(context, project)]);
  const containers = summaries.map((summary) => observed(context, summary));
  const isOneOff = ({ id }: ObservedContainer) =>
    summaries.find((each) => each.id === id)?.labels[composeLabels.oneOff] === "True";
  return {
    containers: containers.filter((each) => !isOneOff(each)).sort((a, b) => a.number - b.number),
    oneOffs: containers.filter(isOneOff),
    networks,
    volumes: ownVolumes(context, project),
    records: new Map(summaries.map(({ id, container }) => [id, container])),
    summaries,
  };
}

/** All containers of a project, those of `compose run` among them, newest first. */
export async function projectContainers(context: ObserveContext, project: string): Promise<ContainerSummary[]> {
  const records = [`labels."${composeLabels.project}"==${JSON.stringify(project)}`];
  return await listContainers(context, { all: true, records });
}

function observed(context: ObserveContext, summary: ContainerSummary): ObservedContainer {
  const { id, name, status, health, exitCode, labels } = summary;
  const service = labels[composeLabels.service] ?? "";
  const { secrets } = statePaths({ ...context.settings, namespace: context.engine.namespace }, id);
  return {
    id,
    name,
    service,
    number: Number(labels[composeLabels.number] ?? numberOf(name)),
    status,
    health,
    exitCode,
    hash: labels[composeLabels.configHash] ?? "",
    imageId: labels[composeLabels.image] ?? "",
    dependsOn: labels[composeLabels.dependsOn] ?? "",
    hasFiles: !existsSync(secrets) || existsSync(`${secrets}/0`),
  };
}

/** nerdctl writes it into the name alone. */
function numberOf(name: string): string {
  return /[-_](\d+)$/.exec(name)?.[1] ?? "1";
}

async function ownNetworks(context: ObserveContext, project: string): Promise<ObservedResource[]> {
  const { files } = await networkFiles({ ...context.settings, namespace: context.engine.namespace });
  return files.map(({ list: { name, nerdctlLabels: labels } }) => ({
    name,
    isOwn: labels?.[composeLabels.project] === project,
  }));
}

function ownVolumes(context: ObserveContext, project: string): ObservedResource[] {
  const place = { ...context.settings, namespace: context.engine.namespace };
  return volumeNames(place).map((name) => ({ name, isOwn: isVolumeOf(place, name, project) }));
}

/** One whose record is broken, or gone meanwhile, belongs to nobody. */
function isVolumeOf(place: Parameters<typeof findVolume>[0], name: string, project: string): boolean {
  try {
    return findVolume(place, name).labels?.[composeLabels.project] === project;
  } catch {
    return false;
  }
}
