import { rmSync } from "node:fs";
import { release } from "node:os";
import type { Mount } from "../engine/protocol.ts";

const workOption = "workdir=";

/**
 * The layer of a container that goes with its exit, mounted as volatile: overlay else writes to the disk what all processes have written there since, when a
 * container is over (overlayfs, "Volatile mount"). What is left of such a layer by a power cut is of no use to anybody.
 */
export function volatileLayer(mounts: readonly Mount[], kernel: string = release()): readonly Mount[] {
  if (!isVolatileKnown(kernel)) return mounts;
  return mounts.map((mount) =>
    workDirectory(mount) === undefined ? mount : { ...mount, options: [...mount.options, "volatile"] },
  );
}

/** For who mounts such a layer once more: overlay leaves a mark in it, and refuses that until it is gone. */
export function forgetVolatile(mounts: readonly Mount[]): void {
  for (const mount of mounts) {
    const directory = workDirectory(mount);
    if (directory !== undefined) rmSync(`${directory}/work/incompat`, { recursive: true, force: true });
  }
}

/** Only where something is written is there one. */
function workDirectory({ type, options }: Mount): string | undefined {
  if (type !== "overlay") return undefined;
  return options.find((option) => option.startsWith(workOption))?.slice(workOption.length);
}

/** Since Linux 5.10; others refuse an option that they do not know. */
function isVolatileKnown(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split(".").map(Number.parseFloat);
  return major > 5 || (major === 5 && minor >= 10);
}
