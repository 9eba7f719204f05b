import { readFileSync } from "node:fs";

/**
 * `<pid>-<start time in ticks>-<boot>`: names one process for ever, where a bare pid would soon name another.
 * Fit for a file name; from proc(5), "/proc/pid/stat", fields 3 and 22.
 */
export type ProcessIdentity = string;

let own: ProcessIdentity | undefined;

/** The identity of a running process, by default this one; undefined where there is none with that pid. */
export function processIdentity(pid: number = process.pid): ProcessIdentity | undefined {
  if (pid !== process.pid) return readIdentity(pid);
  own ??= readIdentity(pid); // It never changes, and every file that is made carries it.
  return own;
}

function readIdentity(pid: number): ProcessIdentity | undefined {
  const start = startTicks(pid);
  return start === undefined ? undefined : `${pid}-${start}-${bootId()}`;
}

/** Whether that very process still runs; one that has exited and waits to be reaped does not. */
export function isRunning(identity: ProcessIdentity): boolean {
  const pid = Number(identity.split("-", 1)[0]);
  return Number.isInteger(pid) && pid > 0 && processIdentity(pid) === identity;
}

function startTicks(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The command in brackets may itself hold blanks and brackets; the numbers follow the last one.
  const [state, ...numbers] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" || state === "X" ? undefined : numbers[18];
}

/** Ticks count from boot, so that after a reboot another process could have the same pid and start. */
function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8);
}
