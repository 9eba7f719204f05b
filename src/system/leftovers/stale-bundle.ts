import { readlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { mountsBelow } from "../../engine/host/mounts.ts";
import { NerdError } from "../../errors.ts";
import { bundlesIn, isOurBundle } from "../task-directory.ts";
import { isOldFile, type Leftover, leftoverKind } from "./leftover.ts";

interface StaleBundle extends Leftover {
  readonly namespace: string;
}

/** A task's directory without the task: as long as it is there, its container cannot be started. */
export const staleBundleKind = leftoverKind<StaleBundle>({
  async candidates({ taskDirectory }) {
    return bundlesIn(taskDirectory).map(({ namespace, id, path }) => ({
      kind: "bundle",
      namespace,
      id,
      name: path,
    }));
  },
  isLeft({ namespace, id, name }, living, scene) {
    if (living.task(namespace, id) !== undefined || living.isBusy(id)) return false;
    return isOldFile(name, scene) && isOurBundle(scene.settings, { path: name });
  },
  async remove({ name }) {
    // What is mounted in it is the container's own file system, and not to be deleted with it.
    if ((await mountsBelow(name)).length > 0) {
      throw new NerdError("UNDO_FAILED", `something is mounted in ${name}`, { hint: "run nerdsh doctor --fix again" });
    }
    const work = workDirectory(name);
    await rm(name, { recursive: true, force: true });
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  },
});

/** The other half of a bundle, with containerd's lasting data: a link leads there. */
function workDirectory(bundle: string): string | undefined {
  try {
    const path = readlinkSync(join(bundle, "work"));
    return path.includes("/io.containerd.runtime.v2.task/") ? path : undefined;
  } catch {
    return undefined;
  }
}
