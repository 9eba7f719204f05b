import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { errno } from "../store/atomic-file.ts";

const execute = promisify(execFile);
type Programs = Pick<Settings, "programDirs">;

/** Docker's size of /dev/shm. */
const defaultBytes = 64 * 2 ** 20;

/** Makes the directory a file system in memory that several containers have as their /dev/shm; no change where it is one already. */
export async function mountSharedMemory(
  directory: string,
  bytes: number | undefined,
  { programDirs }: Programs,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (await isMountPoint(directory)) return;
  const options = `nodev,noexec,nosuid,mode=1777,size=${bytes || defaultBytes}`;
  const env = { PATH: programDirs.join(":") };
  await execute("mount", ["-t", "tmpfs", "-o", options, "shm", directory], { env }).catch((cause: unknown) => {
    throw new NerdError("RUNTIME_FAILED", `cannot mount memory for containers to share: ${directory}`, { cause });
  });
}

/** Right also where none is mounted. A container that still has it keeps it. */
export async function unmountSharedMemory(directory: string, { programDirs }: Programs): Promise<void> {
  if (!(await isMountPoint(directory))) return;
  await execute("umount", ["--lazy", directory], { env: { PATH: programDirs.join(":") } });
}

async function isMountPoint(directory: string): Promise<boolean> {
  try {
    const [own, parent] = await Promise.all([stat(directory), stat(dirname(directory))]);
    return own.dev !== parent.dev;
  } catch (error) {
    if (errno(error) === "ENOENT") return false;
    throw error;
  }
}
