import { rm } from "node:fs/promises";
import { replaceFile } from "../../store/atomic-file.ts";
import { labelKeys } from "./labels.ts";

type Labels = Readonly<Record<string, string>>;

/** Tells who asked for it with `--pidfile` the process of a container that has started. */
export async function writePidFile(path: string, pid: number): Promise<void> {
  await replaceFile(path, String(pid), { mode: 0o644 });
}

/** It goes with the container: the process that it names is gone. */
export async function removePidFile(labels: Labels): Promise<void> {
  const path = labels[labelKeys.pidFile];
  if (path !== undefined) await rm(path, { force: true });
}
