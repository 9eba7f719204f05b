import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composePauseCommand = defineCommand({
  name: "compose pause",
  summary: "Freeze every process of services",
  args: { service: "rest" },
  interspersed: true,
  flags: composeFlags,
  refused: composeRefused,
  examples: ["compose pause", "compose pause web"],
  async execute(context, options) {
    const { pauseServices } = await import("../../compose/freeze.ts");
    return await pauseServices(context, await knownProject(context, options), options);
  },
  output: { kind: "lines", lines: (planned) => planned },
});
