import { mkdir } from "node:fs/promises";
import { freemem } from "node:os";
import { join } from "node:path";
import { engineFiles } from "../../src/engine/embedded/engine-files.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";
import { unmountBelow } from "../../test/support/mount-table.ts";
import { programOutput } from "../../test/support/program.ts";
import { temporaryDirectory } from "../../test/support/temporary-directory.ts";
import type { Peers } from "./peers.ts";

const GiB = 1024 ** 3;
/** Builds of the largest contexts fill half of it. */
const size = 6 * GiB;

/**
 * Has nerdsh's engine keep images and snapshots in memory until the end of the block, and gives a directory beside them: on an ext4, files are
 * made slowly where others were removed, so that a row's place in its round would decide. Where there is too little memory, says so and leaves
 * them on the disk. The mount lies below the world's root, and goes with that where all this is killed.
 */
export async function storeInMemory({
  environment,
  script,
}: Peers): Promise<{ readonly path: string } & AsyncDisposable> {
  if (freemem() < 2 * size) {
    process.stderr.write(`builds are on the disk: less than ${(2 * size) / GiB} GiB of memory are free\n`);
    return await temporaryDirectory();
  }
  const { data } = engineFiles(await resolveSettings({ environment }));
  const restart = async (change: () => Promise<unknown>) => {
    await script("engine", "stop", "--force");
    await change();
    await script("engine", "start");
  };
  await restart(() => programOutput("mount", ["-t", "tmpfs", "-o", `size=${size},mode=711`, "builds", data]));
  const path = join(data, "contexts");
  await mkdir(path);
  return { path, [Symbol.asyncDispose]: () => restart(() => unmountBelow(data)) };
}
