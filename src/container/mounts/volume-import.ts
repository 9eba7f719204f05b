import type { Context } from "../../context.ts";
import { importVolume } from "../../volume/archive.ts";
import { createVolume } from "../../volume/create.ts";
import { checkVolumeName, findVolume, type Volume, volumeNames } from "../../volume/volume.ts";
import { volumeInUse } from "./volume-removal.ts";
import { runningUsers } from "./volume-users.ts";

/** Replaces what is in a volume by what is in an archive; makes it where it is not there. Throws VOLUME_IN_USE where a container that runs has it. */
export async function importInto(context: Context, name: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const volume = await thereOrMade(context, name);
  await importVolume(context, volume, {
    source,
    refuse: async () => {
      const users = (await runningUsers(context)).get(name);
      if (users !== undefined) throw volumeInUse(name, users, "stop");
    },
  });
}

async function thereOrMade(context: Context, name: string): Promise<Volume> {
  const place = { ...context.settings, namespace: context.engine.namespace };
  checkVolumeName(name);
  return volumeNames(place).includes(name) ? findVolume(place, name) : await createVolume(context, { name });
}
