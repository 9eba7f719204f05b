import type { Context } from "../context.ts";
import { labelKeys } from "./record/labels.ts";
import { removeContainer } from "./remove.ts";
import { isAutoRemoved, keeperOf } from "./streams/keeper.ts";

/** Removes services of recipes that were killed. Those of recipes that run, and those that are to be reused, stay. */
export async function removeAbandonedServices(context: Context): Promise<void> {
  const { engine, signal } = context;
  const services = await engine.containers.list([`labels."${labelKeys.service}"`], { signal });
  const left = services.filter((container) => isAutoRemoved(container) && keeperOf(container) === "gone");
  await Promise.all(left.map((container) => removeContainer(context, container, { force: true, volumes: true })));
}
