import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { selfCommand, selfEnvironment } from "../platform/self.ts";
import { shortHash } from "../settings/address-hash.ts";
import type { Settings } from "../settings/settings.ts";
import { replaceFile } from "../store/atomic-file.ts";
import { lockFile } from "../store/file-lock.ts";
import { isRunning, processIdentity } from "../store/process-identity.ts";

type Place = Pick<Settings, "dataStore" | "namespace" | "runtimeDir">;

/**
 * Sees that the supervisor of a namespace runs; a container that needs one is running when this is called, so that it finds it. Where it runs
 * already, that costs reading two small files. The place of the one supervisor is a file with its identity, which is only written and
 * removed under a lock; a supervisor that leaves removes it first and looks around once more after, so that whoever has found the file
 * there is not forgotten.
 */
export async function requestSupervisor(settings: Settings): Promise<void> {
  const place = placeFile(settings);
  if (await isTaken(place)) return;
  await using _lock = await lockFile(`${place}.lock`);
  if (await isTaken(place)) return;
  await replaceFile(place, await startSupervisor(settings));
}

/** Gives the place up where `isNeeded` answers that nothing is left to do, and tells whether it did. Where it fails, the place stays ours. */
export async function leavePlace(settings: Place, isNeeded: () => Promise<boolean>): Promise<boolean> {
  const place = placeFile(settings);
  await using _lock = await lockFile(`${place}.lock`);
  if (!(await isOurs(place))) return true;
  await rm(place, { force: true });
  let hasLeft = false;
  try {
    hasLeft = !(await isNeeded());
  } finally {
    if (!hasLeft) await replaceFile(place, processIdentity() ?? "");
  }
  return hasLeft;
}

/** Whether another process serves: its starter was killed before it wrote down ours, so that the next one found nobody. */
export async function isReplaced(settings: Place): Promise<boolean> {
  const identity = await textOf(placeFile(settings));
  return identity !== processIdentity() && isRunning(identity);
}

/** It outlives its starter, of whom it keeps nothing: neither terminal, directory, streams nor secrets. */
async function startSupervisor(settings: Settings): Promise<string> {
  const [file, ...words] = selfCommand();
  const child = spawn(file, [...words, "internal", "supervise", JSON.stringify(settings)], {
    detached: true,
    stdio: "ignore",
    cwd: "/",
    env: selfEnvironment(settings.programDirs),
  });
  await once(child, "spawn");
  child.unref();
  return processIdentity(child.pid) ?? "";
}

async function isTaken(place: string): Promise<boolean> {
  return isRunning(await textOf(place));
}

async function isOurs(place: string): Promise<boolean> {
  return (await textOf(place)) === processIdentity();
}

async function textOf(place: string): Promise<string> {
  return await readFile(place, "utf8").catch(() => ""); // Nobody has taken it.
}

/** By data store too: engines with different ones may share a runtime directory. */
function placeFile({ dataStore, namespace, runtimeDir }: Place): string {
  return join(runtimeDir, "supervisors", `${shortHash(dataStore)}-${namespace}`);
}
