import { NerdError } from "../../errors.ts";
import { parseMount } from "./mount-flag.ts";
import type { MountOptions } from "./mount-options.ts";
import type { RequestedMount } from "./requested-mount.ts";
import { parseTmpfs } from "./tmpfs-flag.ts";
import { parseVolume } from "./volume-flag.ts";

/** What flags ask for, in their order. Throws INVALID_VALUE, also where two of them want the same place. */
export function requestedMounts({ volume, mount, tmpfs }: MountOptions, cwd: string): RequestedMount[] {
  const requested = [
    ...volume.map((text) => parseVolume(text, cwd)),
    ...mount.map((text) => parseMount(text, cwd)),
    ...tmpfs.map((text) => parseTmpfs(text)),
  ];
  const taken = new Set<string>();
  for (const { target } of requested) {
    if (taken.has(target)) throw new NerdError("INVALID_VALUE", `duplicate mount point: ${target}`);
    taken.add(target);
  }
  return requested;
}

/** All mounts of a container: what is asked for wins over what other containers have, and that over what the image declares. */
export function allMounts(
  asked: readonly RequestedMount[],
  inherited: readonly RequestedMount[],
  declared: readonly string[],
): RequestedMount[] {
  const volumes = declared.map((target) => parseVolume(target, "/"));
  const mounts = new Map([...volumes, ...inherited, ...asked].map((request) => [request.target, request]));
  return [...mounts.values()];
}
