import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DeviceSpec } from "../runtime-spec.ts";

/** Directories of /dev that hold no devices of the machine, as containerd's list has them, and what a container has its own of. */
const left = new Set(["pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev", "console", "ptmx"]);

/** Every character and block device below /dev: what a privileged container gets. */
export function hostDevices(directory = "/dev"): DeviceSpec[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (left.has(entry.name)) return [];
    if (entry.isDirectory()) return hostDevices(path);
    return entry.isCharacterDevice() || entry.isBlockDevice() ? device(path) : [];
  });
}

function device(path: string): DeviceSpec[] {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return []; // It was unplugged meanwhile.
  const { rdev, mode, uid, gid } = status;
  return [
    {
      path,
      type: status.isBlockDevice() ? "b" : "c",
      // Linux's dev_t as makedev(3) packs it: 12 bits of major and 20 of minor, each in two pieces.
      major: (rdev >>> 8) & 0xfff,
      minor: (rdev & 0xff) | ((rdev >>> 12) & 0xfff00),
      fileMode: mode & 0o7777,
      uid,
      gid,
    },
  ];
}
