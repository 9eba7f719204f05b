import type { FlagTable } from "../../define-command.ts";

/** What can be changed while it runs, too. */
export const limitFlags = {
  "blkio-weight": { type: "number", summary: "Weight of its block I/O, 10 to 1000; 0 for none" },
  "cpu-period": { type: "number", summary: "Microseconds of the scheduler's period" },
  "cpu-quota": { type: "number", summary: "Microseconds of CPU in each period; -1 for no limit" },
  "cpu-rt-period": { type: "number", summary: "Microseconds of the real-time scheduler's period" },
  "cpu-rt-runtime": { type: "number", summary: "Microseconds of real time in each period" },
  "cpu-shares": { type: "number", short: "c", summary: "Weight of its CPU time, 1024 where nothing is said" },
  cpus: { type: "number", summary: "Number of CPUs, such as 1.5" },
  "cpuset-cpus": { type: "string", summary: "CPUs it may run on, such as 0-2,4" },
  "cpuset-mems": { type: "string", summary: "Memory nodes it may use, such as 0,1" },
  memory: { type: "bytes", short: "m", summary: "Memory limit, such as 512m" },
  "memory-reservation": { type: "bytes", summary: "Memory it is pushed back to where there is little" },
  "memory-swap": { type: "limit", summary: "Limit of memory and swap together; -1 for no limit of swap" },
  "pids-limit": { type: "number", summary: "Number of processes; -1 for no limit" },
} as const satisfies FlagTable;

/** What it may use of the machine. */
export const resourceFlags = {
  ...limitFlags,
  "blkio-weight-device": { type: "list", summary: "Weight for one device: /dev/NAME:WEIGHT" },
  "cgroup-conf": { type: "list", summary: "A file of cgroup v2: NAME=VALUE" },
  "cgroup-parent": { type: "string", summary: "The cgroup to be in: a path, or systemd's NAME.slice" },
  "device-read-bps": { type: "list", summary: "Limit of reads from a device: /dev/NAME:BYTES a second" },
  "device-read-iops": { type: "list", summary: "Limit of reads from a device: /dev/NAME:NUMBER a second" },
  "device-write-bps": { type: "list", summary: "Limit of writes to a device: /dev/NAME:BYTES a second" },
  "device-write-iops": { type: "list", summary: "Limit of writes to a device: /dev/NAME:NUMBER a second" },
  "memory-swappiness": { type: "number", summary: "How soon its memory is swapped, 0 to 100; cgroup v1" },
  "oom-kill-disable": { type: "bool", summary: "Let it wait where its memory is used up; cgroup v1" },
  "oom-score-adj": { type: "number", summary: "How soon it is killed where memory is short, -1000 to 1000" },
  "rdt-class": { type: "string", summary: "Class of Intel's Resource Director" },
  "shm-size": { type: "bytes", summary: "Size of /dev/shm, 64m where nothing is said" },
  ulimit: { type: "list", summary: "Limit of each process: NAME=SOFT[:HARD], -1 for none" },
} as const satisfies FlagTable;

/** Flags that no kernel can serve any more. */
export const refusedResourceFlags = {
  "kernel-memory": "kernels since 5.16 count it into --memory, and cannot limit it by itself",
};
