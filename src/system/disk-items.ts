import { volumesOf } from "../container/mounts/mount-record.ts";
import { isStopped } from "../container/prune.ts";
import { listContainers } from "../container/record/list.ts";
import { containerSizes } from "../container/record/sizes.ts";
import type { Context } from "../context.ts";
import { listImages } from "../image/list/list.ts";
import { familiarName } from "../image/reference.ts";
import { volumeSizes } from "../volume/size.ts";
import type { DiskUse } from "./disk-usage.ts";

/** One thing that takes of the disk. Images have layers in common, which each of them counts. */
export interface DiskItem {
  readonly type: DiskUse["type"];
  readonly name: string;
  readonly isActive: boolean;
  readonly sizeBytes: number;
}

/** `system df --verbose`. */
export async function diskItems(context: Pick<Context, "engine" | "settings" | "signal">): Promise<DiskItem[]> {
  const { engine, settings } = context;
  const [containers, images, volumes] = await Promise.all([
    listContainers(context, { all: true }),
    listImages(context),
    volumeSizes({ ...settings, namespace: engine.namespace }),
  ]);
  const sizes = await containerSizes(context, containers);
  const usedImages = new Set(containers.map(({ container }) => container.image));
  const usedVolumes = new Set(containers.flatMap(({ labels }) => volumesOf(labels)));
  return [
    ...images.map(({ name, sizeBytes }): DiskItem => {
      return { type: "Images", name: familiarName(name), isActive: usedImages.has(name), sizeBytes };
    }),
    ...containers.map((summary): DiskItem => {
      const sizeBytes = sizes.get(summary.id)?.own ?? 0;
      return { type: "Containers", name: summary.name, isActive: !isStopped(summary), sizeBytes };
    }),
    ...[...volumes].map(([name, sizeBytes]): DiskItem => {
      return { type: "Local Volumes", name, isActive: usedVolumes.has(name), sizeBytes };
    }),
  ];
}
