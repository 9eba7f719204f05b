import { chainIds } from "../image/document/image-document.ts";
import type { ImageContext } from "../image/image.ts";
import { DiskUsage } from "../image/list/disk-usage.ts";
import type { ImageRow } from "../image/list/list.ts";

/** What an image's unpacked layers take of the disk: those that others have as well, and its own. */
export interface ImageShare {
  readonly sharedBytes: number;
  readonly uniqueBytes: number;
}

/** Of each of these, of which no two are the same image. */
export async function imageShares(
  context: ImageContext,
  images: readonly ImageRow[],
): Promise<ReadonlyMap<ImageRow, ImageShare>> {
  const usage = new DiskUsage(context);
  const chains = new Map(images.map((image) => [image, chainIds(image.diffIds)]));
  const holders = new Map<string, number>();
  for (const layer of [...chains.values()].flat()) holders.set(layer, (holders.get(layer) ?? 0) + 1);
  const shares = [...chains].map(async ([image, chain]) => {
    const layers = await Promise.all(
      chain.map(async (layer) => ({ isShared: holders.get(layer)! > 1, bytes: await usage.ofLayer(layer) })),
    );
    const bytes = (isShared: boolean) =>
      layers.filter((layer) => layer.isShared === isShared).reduce((sum, layer) => sum + layer.bytes, 0);
    return [image, { sharedBytes: bytes(true), uniqueBytes: bytes(false) }] as const;
  });
  return new Map(await Promise.all(shares));
}
