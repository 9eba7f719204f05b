import { askedPlatform } from "./asked-platform.ts";
import { chainIds } from "./document/image-document.ts";
import { type ImageContext, targetOf } from "./image.ts";
import { readImageContent } from "./image-content.ts";
import { DiskUsage } from "./list/disk-usage.ts";
import { findRecords } from "./lookup.ts";
import type { Platform } from "./platform.ts";

/** A step that an image was made by. */
export interface HistoryStep {
  /** The image's ID, for its last step; the steps before have none of their own. */
  readonly id: string | undefined;
  /** RFC 3339; reproducible images do not say it. */
  readonly createdAt: string | undefined;
  readonly createdBy: string;
  readonly comment: string;
  /** Name of the snapshot that it added; undefined where it changed no file. */
  readonly chainId: string | undefined;
  /** Of that layer alone, unpacked. */
  readonly sizeBytes: number;
}

/** How an image was made, the last step first. Throws UNSUPPORTED where it is not of the platform that is asked for. */
export async function imageHistory(context: ImageContext, query: string, asked?: Platform): Promise<HistoryStep[]> {
  const [record] = (await findRecords(context, query)).records;
  const platform = await askedPlatform({ ...context, name: query }, targetOf(record), asked);
  const { manifest, document } = await readImageContent(context.engine, targetOf(record), platform, context.signal);
  const layers = chainIds(document.diffIds);
  const usage = new DiskUsage(context);
  let used = 0;
  const steps = document.history.map((entry) => ({
    entry,
    chainId: entry.empty_layer === true ? undefined : layers[used++],
  }));
  // Builders that write no history, or too little of it, have made their layers all the same.
  const unexplained = layers.slice(used).map((chainId) => ({ entry: {}, chainId }));
  const all = [...steps, ...unexplained];
  return await Promise.all(
    all.reverse().map(async ({ entry, chainId }, index) => {
      const { created, created_by, comment }: Record<string, unknown> = { ...entry };
      return {
        id: index === 0 ? manifest.config.digest : undefined,
        createdAt: typeof created === "string" ? created : undefined,
        createdBy: typeof created_by === "string" ? created_by : "",
        comment: typeof comment === "string" ? comment : "",
        chainId,
        sizeBytes: chainId === undefined ? 0 : await usage.ofLayer(chainId),
      };
    }),
  );
}
