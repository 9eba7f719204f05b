import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: readonly string[];
  readonly environment: readonly string[];
}

/**
 * Every process that runs at this moment but kernel threads and zombies. One that is just becoming another program has no command.
 * Read in one go, which is a moment indeed, and a tenth of the work: by promises, each file takes a thread of the pool a few times.
 */
export function processTable(): ProcessEntry[] {
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  return pids.flatMap(readEntry);
}

/** A process and all that descend from it. */
export function descendants(table: readonly ProcessEntry[], pids: readonly number[]): number[] {
  const children = table.filter(({ parent }) => pids.includes(parent)).map(({ pid }) => pid);
  return children.length === 0 ? [...pids] : [...pids, ...descendants(table, children)];
}

/** This process and those it was started by. */
function ownLine(table: readonly ProcessEntry[], pid = process.pid): number[] {
  const parent = table.find((entry) => entry.pid === pid)?.parent;
  return parent === undefined || parent === 0 ? [pid] : [pid, ...ownLine(table, parent)];
}

/** Kills what `choose` finds, until it finds nothing: a process may have started another meanwhile. */
export async function killAll(choose: (table: readonly ProcessEntry[]) => readonly number[]): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const table = processTable();
    const own = new Set(ownLine(table));
    const pids = choose(table).filter((pid) => !own.has(pid));
    // One that has no command yet may be what the last one killed has started.
    if (pids.length === 0 && table.every(({ command }) => command.length > 0)) return;
    if (Date.now() > deadline) throw new Error(`still running after SIGKILL: ${pids.join(" ")}`);
    for (const pid of pids) killNow(pid);
    await delay(10); // The kernel takes a moment, and says nothing when it is done with another's child.
  }
}

/** SIGKILL for a process that may have ended by itself. */
export function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function readEntry(pid: number): ProcessEntry[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    // From proc(5): after the name in brackets come the state and the parent, which is 2 for kernel threads.
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (command === "" && (state === "Z" || state === "X" || parent === "2" || parent === "0")) return [];
    return [{ pid, parent: Number(parent), command: words(command), environment: words(readEnvironment(pid)) }];
  } catch {
    return []; // It has ended.
  }
}

/** Empty where it is not ours to read. */
function readEnvironment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return "";
  }
}

function words(text: string): string[] {
  return text.split("\0").filter((word) => word !== "");
}
