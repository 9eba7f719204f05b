import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { mkfifo } from "../../platform/mkfifo.ts";
import { removeTrees } from "../../platform/remove-trees.ts";
import { errno } from "../../store/atomic-file.ts";

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

/** Those of a process by the streams that it has. */
export async function makeFifos(
  directory: string,
  { stdin, tty }: { stdin: boolean; tty: boolean },
): Promise<FifoPaths> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const paths = {
    stdin: stdin ? join(directory, "stdin") : undefined,
    stdout: join(directory, "stdout"),
    stderr: tty ? undefined : join(directory, "stderr"),
  };
  const wanted = Object.values(paths).filter((path) => path !== undefined);
  // A task that was started before has left its own.
  for (const path of wanted) rmSync(path, { force: true });
  await mkfifo(wanted);
  return paths;
}

export async function removeFifos(directory: string): Promise<void> {
  await removeTrees([directory]);
  try {
    // The container's own directory goes with the last of its processes.
    rmdirSync(dirname(directory));
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(errno(error) ?? "")) throw error;
  }
}

/** Those of the container and of everything that was executed in it, whose client may have died. */
export async function removeAllFifos(runtimeDir: string, id: string): Promise<void> {
  await removeTrees([dirname(fifoDirectory(runtimeDir, id))]);
}
