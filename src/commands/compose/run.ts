import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { projectOf } from "./project-source.ts";
import { convergeFlags, imageFlags, refuseBoth } from "./up-flags.ts";
import { wantsTerminal } from "./wanted-terminal.ts";

export const composeRunCommand = defineCommand({
  name: "compose run",
  summary: "Run a service once, with another command",
  args: { service: "required", command: "rest" },
  interspersed: false,
  flags: {
    ...composeFlags,
    ...imageFlags,
    "cap-add": { type: "list", value: "capability", summary: "Add a Linux capability" },
    "cap-drop": { type: "list", value: "capability", summary: "Take a Linux capability away" },
    detach: { type: "bool", short: "d", summary: "Print the container's id and return" },
    entrypoint: { type: "string", value: "command", summary: "In the place of the image's or the service's" },
    env: { type: "pairs", short: "e", summary: "Set a variable; a bare NAME copies the caller's" },
    "env-from-file": { type: "list", value: "file", summary: "Read variables from a file, one NAME=value a line" },
    interactive: { type: "bool", short: "i", default: true, summary: "Keep stdin open" },
    label: { type: "pairs", short: "l", summary: "Set a label" },
    name: { type: "string", summary: "Of the container" },
    "no-color": { type: "bool", summary: "Accepted for nerdctl's sake: its output is as the container writes it" },
    "no-deps": { type: "bool", summary: "Start no services that this one depends on" },
    "no-log-prefix": { type: "bool", summary: "Accepted for nerdctl's sake: its output has no prefix" },
    "no-TTY": { type: "bool", short: "T", summary: "Allocate no pseudo-terminal, though the caller has one" },
    publish: { type: "list", short: "p", value: "ports", summary: "Publish a port: [HOST:]CONTAINER" },
    "quiet-build": { type: "bool", summary: "Accepted for Docker's sake: --progress says how builds are shown" },
    "remove-orphans": convergeFlags["remove-orphans"],
    rm: { type: "bool", summary: "Remove the container when it exits" },
    "service-ports": { type: "bool", short: "P", summary: "Publish the service's ports, which else are left out" },
    tty: { type: "bool", short: "t", default: true, summary: "Allocate a pseudo-terminal where the caller has one" },
    "use-aliases": { type: "bool", summary: "Let peers reach it by the service's names" },
    user: { type: "string", short: "u", summary: "UID[:GID] or NAME[:GROUP] to run as" },
    volume: { type: "list", short: "v", value: "volume", summary: "Mount SOURCE:TARGET[:MODE]" },
    workdir: { type: "string", short: "w", summary: "Working directory inside the container" },
  },
  refused: composeRefused,
  examples: ["compose run --rm web npm test", "compose run -d --name shell --no-deps web sleep 1h"],
  async execute(context, { build, noBuild, pull, compatibility, ...options }) {
    refuseBoth(build && noBuild, "--build and --no-build");
    refuseBoth(options.servicePorts && options.publish.length > 0, "--service-ports and --publish");
    const project = await projectOf(context, options, { services: [options.service] });
    const { runOnce } = await import("../../compose/run/run-once.ts");
    return await runOnce(context, project, {
      ...options,
      tty: wantsTerminal(context.stdio, options) && !options.detach,
      build: build || pull === "build" ? "always" : noBuild ? "never" : "missing",
      pull: pull === "build" ? undefined : pull,
      separator: compatibility ? "_" : "-",
    });
  },
  output: { kind: "exit", lines: ({ planned, id }) => planned ?? (id === undefined ? [] : [id]) },
});
