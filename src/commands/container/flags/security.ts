import type { FlagTable } from "../../define-command.ts";

/** What it may do. */
export const securityFlags = {
  "cap-add": { type: "list", summary: "Add a Linux capability; ALL for every one" },
  "cap-drop": { type: "list", summary: "Drop a Linux capability; ALL for every one" },
  "read-only": { type: "bool", summary: "Mount the root file system read-only" },
} as const satisfies FlagTable;
