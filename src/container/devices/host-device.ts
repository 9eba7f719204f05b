import { statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { deviceNumber } from "../../device-number.ts";
import type { DeviceSpec } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import { errno } from "../../store/atomic-file.ts";
import type { DeviceMapping } from "./device-mapping.ts";

/** A node in the container, and what may be done with it there. */
export interface MappedDevice extends DeviceSpec {
  readonly access: string;
}

/** Directories below /dev that the container has of its own. */
const skipped = ["fd", "mqueue", "pts", "shm"];

/** The nodes of a path of the host: one, or those below a directory. Throws INVALID_VALUE where there is none. */
export async function hostDevices({ host, container, access }: DeviceMapping): Promise<MappedDevice[]> {
  const paths = await nodePaths(host);
  const devices = paths.flatMap((path) => {
    const node = deviceNode(path);
    return node === undefined ? [] : [{ ...node, path: container + path.slice(host.length), access }];
  });
  if (devices.length > 0) return devices;
  throw missing(host, "not a device node");
}

/** Type and numbers of a path's node; undefined for what is no device, or gone. */
export function deviceNode(path: string): DeviceSpec | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  const type = stats?.isCharacterDevice() ? "c" : stats?.isBlockDevice() ? "b" : undefined;
  if (stats === undefined || type === undefined) return undefined;
  return { path, type, ...deviceNumber(stats.rdev), fileMode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
}

async function nodePaths(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
  } catch (error) {
    throw missing(path, errno(error) === "ENOENT" ? "no such file or directory" : String(errno(error)), error);
  }
  const entries = await readdir(path, { withFileTypes: true });
  const below = entries
    .filter((entry) => !entry.isSymbolicLink() && !(entry.isDirectory() && skipped.includes(entry.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => (entry.isDirectory() ? nodePaths(join(path, entry.name)) : [join(path, entry.name)]));
  return (await Promise.all(below)).flat();
}

function missing(path: string, reason: string, cause?: unknown): NerdError {
  return new NerdError(
    "INVALID_VALUE",
    `error gathering device information while adding custom device "${path}": ${reason}`,
    { hint: "look for it below /dev of the host", cause },
  );
}
