import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeCpCommand = defineCommand({
  name: "compose cp",
  summary: "Copy files between a service and the host",
  args: { source: "required", target: "required" },
  interspersed: true,
  flags: {
    ...composeFlags,
    all: { type: "bool", summary: "Also into what compose run has made" },
    archive: { type: "bool", short: "a", summary: "Keep owners and groups, which is done without it, too" },
    "follow-link": { type: "bool", short: "L", summary: "Copy what a link at SOURCE leads to" },
    index: {
      type: "number",
      default: 0,
      value: "number",
      summary: "Which container of several, from 1; without it, the first one, or into all of them",
    },
  },
  refused: composeRefused,
  examples: ["compose cp web:/etc/nginx/nginx.conf .", "compose cp ./page web:/usr/share/nginx/html"],
  async execute(context, options) {
    const { copyOfService } = await import("../../compose/copy.ts");
    return await copyOfService(context, await knownProject(context, options), options);
  },
  output: { kind: "lines", lines: (planned) => planned },
});
