import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../../../errors.ts";
import { runInOwnSession } from "../../../platform/own-session.ts";
import { replaceFile } from "../../../store/atomic-file.ts";
import { namesIn } from "../../../store/directory-names.ts";
import type { BuilderFiles } from "./builder-files.ts";

/**
 * Writes down how a builder's traces on the host are removed, before there are any; the launcher runs it at the builder's end. It
 * has a name of its own for each start: an old launcher that comes late finds its script gone, and takes nothing away from a new
 * builder. The lock is held.
 */
export async function writeCleanup(files: BuilderFiles, script: string): Promise<string> {
  const older = pendingCleanups(files);
  const path = join(files.runtime, `cleanup-${randomBytes(4).toString("hex")}.sh`);
  await replaceFile(path, script);
  for (const one of older) rmSync(one, { force: true });
  return path;
}

/** Scripts that nobody has run yet: one while a builder runs, and one after both it and its launcher were killed. */
export function pendingCleanups({ runtime }: Pick<BuilderFiles, "runtime">): string[] {
  return namesIn(runtime)
    .filter((name) => /^cleanup-.*\.sh$/.test(name))
    .map((name) => join(runtime, name));
}

/** Runs those that are left. The lock is held, and the builder is gone. */
export async function runCleanups(files: BuilderFiles, programDirs: readonly string[]): Promise<void> {
  for (const path of pendingCleanups(files)) {
    const { status, stderr } = await runInOwnSession("sh", [path], { env: { PATH: programDirs.join(":") } });
    if (status !== 0)
      throw new NerdError("UNDO_FAILED", `cannot remove a builder's traces: ${stderr.trim()}`, { hint: `see ${path}` });
  }
}
