import { NerdError } from "../../errors.ts";
import { parseMount } from "./mount-flag.ts";
import type { MountOptions } from "./mount-options.ts";
import type { RequestedMount } from "./requested-mount.ts";
import { parseTmpfs } from "./tmpfs-flag.ts";
import { parseVolume } from "./volume-flag.ts";

/** What flags ask for, in their order. Throws INVALID_VALUE, also where two of them want the same place. */
export function requestedMounts(options: MountOptions, cwd: string): RequestedMount[] {
  const { volume, mount, tmpfs, inheritedVolumes } = options;
  const written = [
    ...volume.map((text) => parseVolume(text, cwd)),
    ...mount.map((text) => parseMount(text, cwd)),
    ...tmpfs.map((text) => parseTmpfs(text)),
  ];
  const requested = inheritedVolumes ? withInherited(written, inheritedVolumes) : written;
  const taken = new Set<string>();
  for (const { target } of requested) {
    if (taken.has(target)) throw new NerdError("INVALID_VALUE", `duplicate mount point: ${target}`);
    taken.add(target);
  }
  return requested;
}

/** A volume that nobody named is the one that was there before, and stays without a name; so does one that only the image asks for. */
function withInherited(
  requests: readonly RequestedMount[],
  inherited: Readonly<Record<string, string>>,
): RequestedMount[] {
  const named = requests.map((request) => {
    const source = inherited[request.target];
    return request.type === "volume" && request.source === undefined && source !== undefined
      ? { ...request, source }
      : request;
  });
  const targets = new Set(requests.map(({ target }) => target));
  const others = Object.entries(inherited).filter(([target]) => !targets.has(target));
  return [...named, ...others.map(([target, source]) => ({ ...parseVolume(target, "/"), source }))];
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
