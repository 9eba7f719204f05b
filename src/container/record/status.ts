import { readFileSync } from "node:fs";
import type { TaskState } from "../../engine/tasks.ts";

/** Docker's words for the life of a container. */
export type ContainerStatus = "created" | "running" | "paused" | "restarting" | "exited" | "unknown";

/** As its task alone tells; `containerState` knows more of one that has exited. */
export function statusOf(task: TaskState | undefined): ContainerStatus {
  switch (task?.status) {
    case undefined:
    case "CREATED":
      return "created";
    case "RUNNING":
      return "running";
    case "PAUSED":
    case "PAUSING":
      return "paused";
    case "STOPPED":
      return "exited";
    case "UNKNOWN":
      return "unknown";
  }
}

export function isAlive(task: TaskState | undefined): task is TaskState {
  return task?.status === "RUNNING" || task?.status === "PAUSED" || task?.status === "PAUSING";
}

/** When the process began, in milliseconds since the epoch; undefined once it is gone. No record keeps it, the kernel does. */
export function processStartMs(pid: number): number | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // Field 22 counts clock ticks since boot, a hundred a second; the name in field 2 may hold blanks and brackets.
  const ticks = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  if (!Number.isFinite(ticks)) return undefined;
  return bootMs() + ticks * 10;
}

let boot: number | undefined;

function bootMs(): number {
  boot ??= Number(/^btime (\d+)$/m.exec(readText("/proc/stat") ?? "")?.[1] ?? 0) * 1000;
  return boot;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // The process, or /proc itself, is not there.
  }
}
