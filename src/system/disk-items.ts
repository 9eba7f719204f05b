import { volumeFilter } from "../container/mounts/volume-filter.ts";
import { type ListedVolume, listVolumes } from "../container/mounts/volume-list.ts";
import { type ContainerSummary, listContainers } from "../container/record/list.ts";
import { type ContainerRow, containerRow } from "../container/record/row.ts";
import { containerSizes } from "../container/record/sizes.ts";
import type { Context } from "../context.ts";
import { imageFields } from "../image/list/fields.ts";
import { type ImageRow, listImages } from "../image/list/list.ts";
import { familiarName } from "../image/reference.ts";
import { decimalSize } from "../units.ts";
import { imageShares } from "./image-shares.ts";

/** All that takes of the disk; images and containers in the fields of Docker's lists. */
export interface DiskItems {
  readonly images: readonly Readonly<Record<string, unknown>>[];
  readonly containers: readonly ContainerRow[];
  readonly volumes: readonly ListedVolume[];
}

/** `system df --verbose`; an image that has several names is there once. */
export async function diskItems(
  context: Pick<Context, "emit" | "engine" | "settings" | "signal">,
  { noTrunc }: { readonly noTrunc: boolean },
): Promise<DiskItems> {
  const [containers, rows, volumes] = await Promise.all([
    listContainers(context, { all: true }),
    listImages(context),
    listVolumes(context, { filter: volumeFilter([]), size: true }),
  ]);
  const images = rows.filter((row, at) => rows.findIndex((other) => isSame(row, other)) === at);
  const [sizes, shares] = await Promise.all([containerSizes(context, containers), imageShares(context, images)]);
  const form = { noTrunc, nowMs: Date.now() };
  return {
    images: images.map((image) => ({
      ...imageFields(image, form),
      SharedSize: decimalSize(shares.get(image)!.sharedBytes),
      UniqueSize: decimalSize(shares.get(image)!.uniqueBytes),
      Containers: String(containers.filter(isMadeFrom(image, rows)).length),
    })),
    // What a container has written itself alone: its image has a line of its own.
    containers: containers.map((summary) =>
      containerRow(summary, { ...form, sizes: { own: sizes.get(summary.id)?.own ?? 0, whole: 0 } }),
    ),
    volumes,
  };
}

/** Whether these are names of one image. */
function isSame(a: ImageRow, b: ImageRow): boolean {
  return a === b || (a.configDigest !== undefined && a.configDigest === b.configDigest);
}

function isMadeFrom(image: ImageRow, rows: readonly ImageRow[]): (container: ContainerSummary) => boolean {
  const names = new Set(rows.filter((row) => isSame(row, image)).map(({ name }) => familiarName(name)));
  return (container) => names.has(container.image);
}
