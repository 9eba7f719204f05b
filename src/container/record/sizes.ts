import type { Context } from "../../context.ts";
import { localImage } from "../../image/image.ts";
import { DiskUsage } from "../../image/list/disk-usage.ts";
import { ifPresent } from "../wait.ts";
import type { ContainerSummary } from "./list.ts";

/** Bytes that a container takes of the disk. */
export interface ContainerSizes {
  /** Of what it has written itself. */
  readonly own: number;
  /** With those of its image. */
  readonly whole: number;
}

/** The sizes of containers by id. The engine has a call for one snapshot only; what images share is asked for once. */
export async function containerSizes(
  context: Pick<Context, "engine" | "signal">,
  summaries: readonly Pick<ContainerSummary, "id" | "container">[],
): Promise<ReadonlyMap<string, ContainerSizes>> {
  const usage = new DiskUsage(context);
  const names = [...new Set(summaries.map(({ container }) => container.image))];
  const images = new Map(
    names.map((name) => [name, localImage(context, name).then((image) => usage.of(image?.diffIds ?? []))]),
  );
  const sizes = summaries.map(async ({ id, container }) => {
    const own = await ownSize(context, container);
    return [id, { own, whole: own + (await images.get(container.image)!) }] as const;
  });
  return new Map(await Promise.all(sizes));
}

async function ownSize(
  { engine, signal }: Pick<Context, "engine" | "signal">,
  { snapshotter, snapshotKey }: ContainerSummary["container"],
): Promise<number> {
  return (await ifPresent(engine.snapshots(snapshotter).usage(snapshotKey, { signal })))?.size ?? 0;
}
