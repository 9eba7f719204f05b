import type { FlagTable } from "../../define-command.ts";

/** What runs in the container, and as whom. */
export const processFlags = {
  annotation: { type: "pairs", summary: "Set an annotation of the OCI spec" },
  entrypoint: { type: "string", summary: "Replace the image's entrypoint, and drop its command" },
  env: { type: "pairs", short: "e", summary: "Set a variable; a bare NAME copies the caller's" },
  "env-file": { type: "list", value: "file", summary: "Read variables from a file, one NAME=value a line" },
  "group-add": { type: "list", summary: "Add a group, by name or number" },
  init: { type: "bool", summary: "Run an init that forwards signals and reaps processes" },
  "init-binary": {
    type: "string",
    value: "program",
    summary: "The init to run, tini where nothing is said; implies --init",
  },
  interactive: { type: "bool", short: "i", summary: "Keep stdin open" },
  runtime: {
    type: "string",
    value: "program",
    default: "io.containerd.runc.v2",
    summary: "OCI runtime: a shim's name, or a program such as crun",
  },
  systemd: {
    type: "string",
    default: "false",
    choices: ["true", "false", "always"],
    summary: "Make it ready for systemd; true where its command is an init",
  },
  tty: { type: "bool", short: "t", summary: "Allocate a pseudo-terminal" },
  umask: { type: "string", summary: "Mask of the modes of new files, in octal" },
  user: { type: "string", short: "u", summary: "UID[:GID] or NAME[:GROUP] to run as" },
  workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
} as const satisfies FlagTable;
