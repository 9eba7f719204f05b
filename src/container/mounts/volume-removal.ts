import type { Context } from "../../context.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { lockExisting } from "../../store/file-lock.ts";
import { announceVolume } from "../../volume/announcement.ts";
import { removeVolume } from "../../volume/remove.ts";
import { volumeDirectory, volumesDirectory } from "../../volume/volume.ts";
import { volumeUsers } from "./volume-users.ts";

export interface VolumeRemoval {
  /** One that is not there is none that failed. */
  readonly force?: boolean | undefined;
}

/** Removes a volume, whatever its record says. Throws UNKNOWN_VOLUME, and VOLUME_IN_USE with the names of the containers that have it. */
export async function removeNamedVolume(
  context: Pick<Context, "engine" | "settings" | "signal">,
  name: string,
  { force = false }: VolumeRemoval = {},
): Promise<void> {
  const { engine, settings, signal } = context;
  const place = { ...settings, namespace: engine.namespace };
  await using _lock = await lockExisting(volumesDirectory(place), { signal });
  try {
    volumeDirectory(place, name);
  } catch (error) {
    if (force && isNerdError(error, "UNKNOWN_VOLUME")) return;
    throw error;
  }
  const users = (await volumeUsers(context)).get(name);
  if (users !== undefined) throw volumeInUse(name, users);
  await removeVolume(place, name);
  await announceVolume(context, name, "destroy", { driver: "local" });
}

/** `users` are the names of containers. */
export function volumeInUse(name: string, users: readonly string[], verb: "rm" | "stop" = "rm"): NerdError {
  return new NerdError("VOLUME_IN_USE", `volume ${name} is in use by ${users.join(", ")}`, {
    hint: `nerdsh ${verb} ${users.join(" ")}`,
  });
}
