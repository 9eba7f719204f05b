import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

// containerd's shim kills a logger 12 s after it has asked it to end.
const patienceMs = 15_000;
const longestPauseMs = 50;

/**
 * Resolves once the logger has written all that its container has: after the container's end, its output is complete then. The
 * logger may live on, since its pipes stay open until the task is deleted; but what was written before the exit has woken it, and
 * one that sleeps in poll has nothing left to read. nerdctl's logger holds the same lock, `logger-lock` beside the log.
 */
export async function loggerDone(logFile: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let pauseMs = 1;
  while (Date.now() < deadline && (await isBusy(join(dirname(logFile), "logger-lock")))) {
    await delay(pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
}

async function isBusy(lock: string): Promise<boolean> {
  const pid = await lockHolder(lock);
  return pid !== undefined && !(await waitsForInput(pid));
}

/** proc(5), /proc/locks: the fifth field is the process, the sixth `major:minor:inode`; on btrfs the device is not stat's, so inode it is. */
async function lockHolder(path: string): Promise<string | undefined> {
  const [file, locks] = await Promise.all([stat(path).catch(ignoreMissing), readIfThere("/proc/locks")]);
  // No lock file, no logger; no /proc, no way to know.
  if (file === undefined) return undefined;
  const fields = locks.split("\n").map((line) => line.split(/\s+/));
  const own = fields.find(([, kind, , , , place]) => kind === "FLOCK" && place?.split(":")[2] === String(file.ino));
  return own?.[4];
}

/** Whether a process sleeps in poll(2), by proc(5)'s `wchan`; one that is gone has nothing to read either. */
async function waitsForInput(pid: string): Promise<boolean> {
  const [status, place] = await Promise.all([readIfThere(`/proc/${pid}/stat`), readIfThere(`/proc/${pid}/wchan`)]);
  const state = status.slice(status.lastIndexOf(")") + 2, status.lastIndexOf(")") + 3);
  return status === "" || (state === "S" && (place === "" || place === "0" || place.includes("poll")));
}

async function readIfThere(path: string): Promise<string> {
  return (await readFile(path, "utf8").catch(ignoreMissing)) ?? "";
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
    return undefined;
  throw error;
}
