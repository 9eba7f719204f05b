import { execFile } from "node:child_process";
import { mkdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { errno } from "../store/atomic-file.ts";

export interface FifoPaths {
  readonly stdin: string | undefined;
  readonly stdout: string;
  /** A terminal has none: what would be stderr comes out of stdout. */
  readonly stderr: string | undefined;
}

/** Where the FIFOs of a container, or of one exec in it, lie; doctor finds them by the container's id. */
export function fifoDirectory(runtimeDir: string, id: string, execId?: string): string {
  return join(runtimeDir, "fifo", id, execId ?? "init");
}

/** Only root may open them. One spawned mkfifo for all: no runtime has the call. */
export async function makeFifos(
  directory: string,
  { stdin, tty }: { stdin: boolean; tty: boolean },
): Promise<FifoPaths> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const paths = {
    stdin: stdin ? join(directory, "stdin") : undefined,
    stdout: join(directory, "stdout"),
    stderr: tty ? undefined : join(directory, "stderr"),
  };
  const wanted = Object.values(paths).filter((path) => path !== undefined);
  // A task that was started before has left its own.
  await Promise.all(wanted.map((path) => rm(path, { force: true })));
  await promisify(execFile)("mkfifo", ["-m", "600", ...wanted]);
  return paths;
}

export async function removeFifos(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  // The container's own directory goes with the last of its processes.
  await rmdir(dirname(directory)).catch(ignoreNonEmpty);
}

function ignoreNonEmpty(error: unknown): void {
  if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(errno(error) ?? "")) throw error;
}
