import type { VolumeOptions } from "../volume/create.ts";
import { Operation } from "./operation.ts";
import { type ContextBase, contextOf } from "./session.ts";
import { OwnVolume, VolumeHandle } from "./volume-handle.ts";

/** The flags of `nerdsh volume create` in camelCase. */
export type VolumeInput = VolumeOptions & { readonly signal?: AbortSignal | undefined };

/** `volume(name)`, and what makes volumes. */
export function createVolumeVerbs(openBase: () => Promise<ContextBase>) {
  /** The handle of a volume by its name: `volume("db").export()`. It belongs to nobody, and no block removes it. */
  const volume = (name: string): VolumeHandle => new VolumeHandle(openBase, name);
  return Object.assign(volume, {
    /**
     * Makes a volume; one that has no name goes with the block.
     *
     * ```ts
     * await using data = await volume.create();
     * await using db = await run("postgres", { volume: { "/var/lib/postgresql/data": data } });
     * ```
     */
    create: ({ signal, ...options }: VolumeInput = {}): Operation<OwnVolume> =>
      Operation.start(async (settings) => {
        const { createVolume } = await import("../volume/create.ts");
        const { name } = await createVolume(contextOf(await openBase(), settings), options);
        return new OwnVolume(openBase, name);
      }).signal(signal),
  });
}
