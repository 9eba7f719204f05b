import type { FlagTable } from "../../define-command.ts";

/** What it may use of the machine. */
export const resourceFlags = {
  cpus: { type: "number", summary: "Number of CPUs, such as 1.5" },
  memory: { type: "bytes", short: "m", summary: "Memory limit, such as 512m" },
} as const satisfies FlagTable;
