import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

// containerd's shim kills a logger 12 s after it has asked it to end.
const patienceMs = 15_000;
const longestPauseMs = 50;

/**
 * Resolves once no logger holds `logger-lock` beside the log any more: after the container's end, its output is
 * complete then. nerdctl's logger holds the same lock. No runtime has flock(2), hence the look into /proc.
 */
export async function loggerDone(logFile: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let pauseMs = 1;
  while (Date.now() < deadline && (await isLocked(join(dirname(logFile), "logger-lock")))) {
    await delay(pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
}

/** proc(5), /proc/locks: the sixth field is `major:minor:inode`; on btrfs the device is not stat's, so inode it is. */
async function isLocked(path: string): Promise<boolean> {
  try {
    const [{ ino }, locks] = await Promise.all([stat(path), readFile("/proc/locks", "utf8")]);
    return locks.split("\n").some((line) => {
      const fields = line.split(/\s+/);
      return fields[1] === "FLOCK" && fields[5]?.split(":")[2] === String(ino);
    });
  } catch (error) {
    // No lock file, no logger; no /proc, no way to know.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
