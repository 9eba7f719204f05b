import type { FlagTable } from "../../define-command.ts";

/** Which of the host's devices it has. */
export const deviceFlags = {
  device: {
    type: "list",
    value: "file",
    summary: "HOST[:CONTAINER][:rwm], a directory of them, or VENDOR/CLASS=NAME of CDI",
  },
  "device-cgroup-rule": { type: "list", summary: "Allow devices by number: TYPE MAJOR:MINOR rwm" },
  gpus: { type: "list", summary: "GPUs by CDI: all, a number, or device=ID,…" },
} as const satisfies FlagTable;
