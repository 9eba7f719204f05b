import { existsSync } from "node:fs";
import { labelKeys, readJsonLabel } from "../../container/record/labels.ts";
import { listRecords, type RecordSummary } from "../../container/record/list.ts";
import { statePaths } from "../../container/record/state-directory.ts";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { networkFiles } from "../../network/lists/network-files.ts";
import { findVolume, volumeNames } from "../../volume/volume.ts";
import { composeLabels } from "../labels.ts";
import {
  type ObservedContainer,
  type ObservedProject,
  type ObservedResource,
  observedResource,
} from "./observed-project.ts";

type ObserveContext = Pick<Context, "engine" | "settings" | "signal">;

export interface Observation extends ObservedProject {
  /** What the engine has of each container, by id. */
  readonly records: ReadonlyMap<string, StoredContainer>;
  readonly summaries: readonly RecordSummary[];
}

/** Reads a project as it is, by the labels that docker compose, nerdctl and nerdsh write. Two calls to the engine, and small files. */
export async function observe(context: ObserveContext, project: string): Promise<Observation> {
  const [summaries, networks] = await Promise.all([projectContainers(context, project), allNetworks(context)]);
  const containers = summaries.map((summary) => observed(context, summary));
  const isOneOff = summaries.map(({ labels }) => labels[composeLabels.oneOff] === "True");
  return {
    containers: containers.filter((_, i) => !isOneOff[i]).sort((a, b) => a.number - b.number),
    oneOffs: containers.filter((_, i) => isOneOff[i]),
    networks,
    volumes: allVolumes(context),
    records: new Map(summaries.map(({ id, container }) => [id, container])),
    summaries,
  };
}

/** All containers of a project, those of `compose run` among them, newest first. One without a hash has its image's labels, and is none. */
export async function projectContainers(context: ObserveContext, project: string): Promise<RecordSummary[]> {
  const records = [
    `labels."${composeLabels.project}"==${JSON.stringify(project)},labels."${composeLabels.configHash}"`,
  ];
  return await listRecords(context, records);
}

function observed(context: ObserveContext, summary: RecordSummary): ObservedContainer {
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
    networks: readJsonLabel<string[]>(labels, labelKeys.networks, []),
    hasFiles: !existsSync(secrets) || existsSync(`${secrets}/0`),
  };
}

/** nerdctl writes it into the name alone. */
function numberOf(name: string): string {
  return /[-_](\d+)$/.exec(name)?.[1] ?? "1";
}

async function allNetworks(context: ObserveContext): Promise<ObservedResource[]> {
  const { files } = await networkFiles({ ...context.settings, namespace: context.engine.namespace });
  return files.map(({ list: { name, nerdctlLabels } }) => observedResource("network", name, nerdctlLabels));
}

function allVolumes(context: ObserveContext): ObservedResource[] {
  const place = { ...context.settings, namespace: context.engine.namespace };
  return volumeNames(place).map((name) => observedResource("volume", name, volumeLabels(place, name)));
}

/** One whose record is broken, or gone meanwhile, belongs to nobody. */
function volumeLabels(place: Parameters<typeof findVolume>[0], name: string): ReturnType<typeof findVolume>["labels"] {
  try {
    return findVolume(place, name).labels;
  } catch {
    return undefined;
  }
}
