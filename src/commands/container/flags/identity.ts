import type { FlagTable } from "../../define-command.ts";

/** What it is made from, and what it is known by. */
export const identityFlags = {
  cidfile: {
    type: "string",
    value: "file",
    summary: "Write the container's id to a file, which must not be there yet",
  },
  label: { type: "pairs", short: "l", summary: "Set a label" },
  name: { type: "string", summary: "Name of the container" },
  pull: {
    type: "string",
    default: "missing",
    choices: ["always", "missing", "never"],
    summary: "When to pull the image",
  },
} as const satisfies FlagTable;
