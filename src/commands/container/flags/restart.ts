import type { FlagTable } from "../../define-command.ts";

/** What follows its exit. */
export const restartFlags = {
  restart: {
    type: "string",
    default: "no",
    value: "policy",
    summary: "Start it again: no, always, unless-stopped, on-failure[:RETRIES]",
  },
} as const satisfies FlagTable;
