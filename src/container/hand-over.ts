import type { Context } from "../context.ts";
import type { ContainerRecord } from "../engine/containers.ts";
import { keeperLabels } from "./streams/keeper.ts";
import { supervise } from "./supervised.ts";

/** The process that carried the streams leaves, and the container goes on: the supervisor sees to its exit from now on. */
export async function handOver(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  container: Pick<ContainerRecord, "id" | "labels">,
): Promise<void> {
  await engine.containers.update(container.id, { labels: keeperLabels({ detach: true }) });
  await supervise({ engine, settings }, container, { isAttached: false });
}
