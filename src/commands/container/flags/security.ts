import type { FlagTable } from "../../define-command.ts";

/** What it may do. */
export const securityFlags = {
  "cap-add": { type: "list", summary: "Add a Linux capability; ALL for every one" },
  "cap-drop": { type: "list", summary: "Drop a Linux capability; ALL for every one" },
  isolation: { type: "string", default: "default", choices: ["default"], summary: "The only one of Linux: default" },
  privileged: { type: "bool", summary: "Give it all capabilities and devices, and take every protection away" },
  "read-only": { type: "bool", summary: "Mount the root file system read-only" },
  "security-opt": {
    type: "list",
    summary: "seccomp=PROFILE, apparmor=PROFILE, no-new-privileges, systempaths=unconfined, …",
  },
} as const satisfies FlagTable;
