import type { FlagTable } from "../../define-command.ts";

/** What is mounted into it. */
export const mountFlags = {
  volume: { type: "list", short: "v", value: "volume", summary: "Mount SOURCE:TARGET[:ro]" },
} as const satisfies FlagTable;
