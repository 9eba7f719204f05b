import type { FlagTable } from "../../define-command.ts";

/** What runs in the container, and as whom. */
export const processFlags = {
  entrypoint: { type: "string", summary: "Replace the image's entrypoint, and drop its command" },
  env: { type: "pairs", short: "e", summary: "Set a variable; a bare NAME copies the caller's" },
  "env-file": { type: "list", value: "file", summary: "Read variables from a file, one NAME=value a line" },
  init: { type: "bool", summary: "Run an init that forwards signals and reaps processes" },
  interactive: { type: "bool", short: "i", summary: "Keep stdin open" },
  tty: { type: "bool", short: "t", summary: "Allocate a pseudo-terminal" },
  user: { type: "string", short: "u", summary: "UID[:GID] or NAME[:GROUP] to run as" },
  workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
} as const satisfies FlagTable;
