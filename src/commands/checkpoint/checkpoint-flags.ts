import type { FlagTable } from "../define-command.ts";

/** Where checkpoints lie. */
export const checkpointFlags = {
  "checkpoint-dir": {
    type: "string",
    value: "directory",
    summary: "Directory of the checkpoints; where absent, it goes with the container",
  },
} as const satisfies FlagTable;
