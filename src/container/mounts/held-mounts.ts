import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { isNerdError } from "../../errors.ts";
import { findVolume, type Volume } from "../../volume/volume.ts";
import { holdMount } from "../../volume/volume-mount.ts";
import type { ContainerUndoStack } from "../undo.ts";
import { volumesOf } from "./mount-record.ts";

/** Has what the options of a container's volumes name mounted, before it starts again. */
export async function holdMounts(
  context: Pick<Context, "engine" | "settings">,
  { id, labels }: StoredContainer,
  undo: ContainerUndoStack,
): Promise<void> {
  const place = { ...context.settings, namespace: context.engine.namespace };
  for (const name of volumesOf(labels)) {
    const volume = knownVolume(place, name);
    if (volume?.options !== undefined) await undo.step("mounts", id, () => holdMount(context, volume, id));
  }
}

/** Undefined for one that somebody has removed: the runtime says which source is missing. */
function knownVolume(place: Parameters<typeof findVolume>[0], name: string): Volume | undefined {
  try {
    return findVolume(place, name);
  } catch (error) {
    if (isNerdError(error, "UNKNOWN_VOLUME")) return undefined;
    throw error;
  }
}
