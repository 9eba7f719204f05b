import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { processStartMs } from "../container/record/status.ts";

export interface HostProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: readonly string[];
  readonly startMs: number;
}

/** Every process with a command line. */
export function hostProcesses(): HostProcess[] {
  return pids().flatMap((pid) => {
    const command = read(`/proc/${pid}/cmdline`).split("\0").slice(0, -1);
    const stat = read(`/proc/${pid}/stat`);
    // The name in brackets may itself hold blanks and brackets; the parent is the second field after it.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    const startMs = processStartMs(pid);
    return command.length === 0 || startMs === undefined ? [] : [{ pid, parent, command, startMs }];
  });
}

/** What a shim was started for, by its command line; undefined for any other process. From containerd, runtime/v2/shim. */
export function shimNames({ command: [program = "", ...args] }: HostProcess) {
  if (!basename(program).startsWith("containerd-shim-runc")) return undefined;
  const value = (flag: string) => args[args.indexOf(flag) + 1] ?? "";
  return { address: value("-address"), namespace: value("-namespace"), id: value("-id") };
}

/** Whether a process keeps a container's output: containerd tells each logger whose, by variables. From containerd, runtime/v2/logging. */
export function isLogger({ pid }: HostProcess): boolean {
  const variables = read(`/proc/${pid}/environ`).split("\0");
  return ["CONTAINER_ID=", "CONTAINER_NAMESPACE="].every((name) => variables.some((line) => line.startsWith(name)));
}

/** Paths of the unix sockets that a process has open and that are bound to one. From proc(5), "/proc/net/unix". */
export function boundSockets(pid: number): string[] {
  const inodes = openFiles(pid).flatMap((path) => /^socket:\[(\d+)\]$/.exec(path)?.[1] ?? []);
  const rows = read("/proc/net/unix")
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([, , , , , , inode = "", path = ""]) =>
    inodes.includes(inode) && path.startsWith("/") ? [path] : [],
  );
}

/** Whether any process has that file, or one below that directory, open. */
export function hasOpenFiles(path: string): boolean {
  return pids().some((pid) => openFiles(pid).some((open) => open === path || open.startsWith(`${path}/`)));
}

function openFiles(pid: number): string[] {
  return entries(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)];
    } catch {
      return []; // Closed meanwhile.
    }
  });
}

function pids(): number[] {
  return entries("/proc").map(Number).filter(Number.isInteger);
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // The process has ended.
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // The process has ended.
  }
}
