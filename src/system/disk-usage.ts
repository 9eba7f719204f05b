import { volumesOf } from "../container/mounts/mount-record.ts";
import { isStopped } from "../container/prune.ts";
import { type ContainerSummary, listContainers } from "../container/record/list.ts";
import { ifPresent } from "../container/wait.ts";
import type { Context } from "../context.ts";
import type { SnapshotsInfo } from "../engine/protocol.ts";
import { volumeSizes } from "../volume/size.ts";

type UsageContext = Pick<Context, "engine" | "settings" | "signal">;

/** What one kind of thing takes of the disk. */
export interface DiskUse {
  readonly type: "Images" | "Containers" | "Local Volumes" | "Build Cache";
  readonly total: number;
  /** Those in use: images by a container, containers that run, volumes by a container. */
  readonly active: number;
  readonly sizeBytes: number;
  /** What removing all that is not in use gives back. */
  readonly reclaimableBytes: number;
}

interface Layer {
  readonly info: SnapshotsInfo;
  readonly bytes: number;
}

/** `system df`, but for the build cache. Layers that images share are counted once. */
export async function diskUsage(context: UsageContext): Promise<DiskUse[]> {
  const { engine, settings, signal } = context;
  const [containers, images, layers, volumes] = await Promise.all([
    listContainers(context, { all: true }),
    engine.images.list([], { signal }),
    layersOf(context),
    volumeSizes({ ...settings, namespace: engine.namespace }),
  ]);
  const used = new Set(containers.map(({ container }) => container.image));
  return [
    {
      type: "Images",
      total: images.length,
      active: images.filter(({ name }) => used.has(name)).length,
      ...imageUse(layers, containers),
    },
    containerUse(layers, containers),
    volumeUse(volumes, containers),
  ];
}

async function layersOf({ engine, signal }: UsageContext): Promise<Layer[]> {
  const snapshots = engine.snapshots();
  const infos = await snapshots.list([], { signal });
  return await Promise.all(
    infos.map(async (info) => ({ info, bytes: (await ifPresent(snapshots.usage(info.name, { signal })))?.size ?? 0 })),
  );
}

function imageUse(layers: readonly Layer[], containers: readonly ContainerSummary[]) {
  const byName = new Map(layers.map(({ info }) => [info.name, info]));
  const held = new Set<string>();
  for (const { container } of containers) {
    for (let info = byName.get(container.snapshotKey); info; info = byName.get(info.parent)) held.add(info.name);
  }
  const committed = layers.filter(isCommitted);
  return { sizeBytes: sum(committed), reclaimableBytes: sum(committed.filter(({ info }) => !held.has(info.name))) };
}

function containerUse(layers: readonly Layer[], containers: readonly ContainerSummary[]): DiskUse {
  const bytes = new Map(layers.map(({ info, bytes }) => [info.name, bytes]));
  const size = (some: readonly ContainerSummary[]) =>
    some.reduce((all, { container }) => all + (bytes.get(container.snapshotKey) ?? 0), 0);
  const stopped = containers.filter(isStopped);
  const active = containers.length - stopped.length;
  return {
    type: "Containers",
    total: containers.length,
    active,
    sizeBytes: size(containers),
    reclaimableBytes: size(stopped),
  };
}

function volumeUse(volumes: ReadonlyMap<string, number>, containers: readonly ContainerSummary[]): DiskUse {
  const used = new Set(containers.flatMap(({ labels }) => volumesOf(labels)));
  const entries = [...volumes].map(([name, bytes]) => ({ name, bytes }));
  const unused = entries.filter(({ name }) => !used.has(name));
  return {
    type: "Local Volumes",
    total: entries.length,
    active: entries.length - unused.length,
    sizeBytes: sum(entries),
    reclaimableBytes: sum(unused),
  };
}

function isCommitted({ info }: Layer): boolean {
  return info.kind === "COMMITTED";
}

function sum(sizes: readonly { readonly bytes: number }[]): number {
  return sizes.reduce((all, { bytes }) => all + bytes, 0);
}
