import type { FlagTable } from "../define-command.ts";

/** What `run` and `create` share: everything that goes into the container's record. */
export const createFlags = {
  "cap-add": { type: "list", summary: "Add a Linux capability; ALL for every one" },
  "cap-drop": { type: "list", summary: "Drop a Linux capability; ALL for every one" },
  cidfile: {
    type: "string",
    value: "file",
    summary: "Write the container's id to a file, which must not be there yet",
  },
  cpus: { type: "number", summary: "Number of CPUs, such as 1.5" },
  entrypoint: { type: "string", summary: "Replace the image's entrypoint, and drop its command" },
  env: { type: "pairs", short: "e", summary: "Set a variable; a bare NAME copies the caller's" },
  "env-file": { type: "list", value: "file", summary: "Read variables from a file, one NAME=value a line" },
  hostname: { type: "string", short: "h", summary: "Host name in the container" },
  init: { type: "bool", summary: "Run an init that forwards signals and reaps processes" },
  interactive: { type: "bool", short: "i", summary: "Keep stdin open" },
  label: { type: "pairs", short: "l", summary: "Set a label" },
  memory: { type: "bytes", short: "m", summary: "Memory limit, such as 512m" },
  name: { type: "string", summary: "Name of the container" },
  network: { type: "string", value: "network", default: "bridge", summary: "bridge, none, host, or a network's name" },
  publish: { type: "list", short: "p", summary: "Publish a port: [IP:][HOST:]CONTAINER[/PROTOCOL]" },
  pull: {
    type: "string",
    default: "missing",
    choices: ["always", "missing", "never"],
    summary: "When to pull the image",
  },
  "read-only": { type: "bool", summary: "Mount the root file system read-only" },
  rm: { type: "bool", summary: "Remove the container when it exits" },
  "stop-signal": { type: "string", summary: "Signal that stops the container" },
  tty: { type: "bool", short: "t", summary: "Allocate a pseudo-terminal" },
  user: { type: "string", short: "u", summary: "UID[:GID] or NAME[:GROUP] to run as" },
  volume: { type: "list", short: "v", value: "volume", summary: "Mount SOURCE:TARGET[:ro]" },
  workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
} as const satisfies FlagTable;
