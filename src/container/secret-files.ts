import { execFile } from "node:child_process";
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { MountSpec } from "../engine/runtime-spec.ts";
import { NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";

/** A secret as a file of a container. */
export interface SecretFile {
  /** Absolute, in the container. */
  readonly target: string;
  readonly text: string | Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes the files where they are in memory only, and gives the mounts that put them at their places. In a ramfs rather than a tmpfs,
 * which could be swapped out. What removes the container's state unmounts it.
 */
export async function secretFileMounts(
  directory: string,
  files: readonly SecretFile[],
  { programDirs }: Pick<Settings, "programDirs">,
): Promise<readonly MountSpec[]> {
  if (files.length === 0) return [];
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const words = ["-t", "ramfs", "-o", "nodev,noexec,nosuid,mode=0700", "secrets", directory];
  await promisify(execFile)("mount", words, { env: { PATH: programDirs.join(":") } }).catch((cause: unknown) => {
    throw new NerdError("RUNTIME_FAILED", `cannot mount memory for secrets: ${directory}`, { cause });
  });
  return await Promise.all(
    files.map(async ({ target, text, mode, uid, gid }, i) => {
      const source = `${directory}/${i}`;
      await writeFile(source, text, { mode: 0o600, flag: "wx" });
      await chown(source, uid, gid);
      await chmod(source, mode);
      return {
        destination: target,
        type: "bind",
        source,
        options: ["bind", "rprivate", "ro", "nodev", "nosuid", ...((mode & 0o111) === 0 ? ["noexec"] : [])],
      };
    }),
  );
}
