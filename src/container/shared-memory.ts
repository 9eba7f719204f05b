import { execFile } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";

type Programs = Pick<Settings, "programDirs">;

/** Docker's size of /dev/shm. */
const defaultBytes = 64 * 2 ** 20;

/** Makes the directory a file system in memory that several containers have as their /dev/shm; no change where it is one already. */
export async function mountSharedMemory(
  directory: string,
  bytes: number | undefined,
  { programDirs }: Programs,
): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (isMountPoint(directory)) return;
  const options = `nodev,noexec,nosuid,mode=1777,size=${bytes || defaultBytes}`;
  const env = { PATH: programDirs.join(":") };
  const words = ["-t", "tmpfs", "-o", options, "shm", directory];
  await promisify(execFile)("mount", words, { env }).catch((cause: unknown) => {
    throw new NerdError("RUNTIME_FAILED", `cannot mount memory for containers to share: ${directory}`, { cause });
  });
}

/** Right also where none is mounted. A container that still has it keeps it. */
export async function unmountSharedMemory(directory: string, { programDirs }: Programs): Promise<void> {
  if (!isMountPoint(directory)) return;
  await promisify(execFile)("umount", ["--lazy", directory], { env: { PATH: programDirs.join(":") } });
}

function isMountPoint(directory: string): boolean {
  const own = statSync(directory, { throwIfNoEntry: false });
  return own !== undefined && own.dev !== statSync(dirname(directory)).dev;
}
