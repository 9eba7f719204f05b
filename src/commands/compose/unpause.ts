import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeUnpauseCommand = defineCommand({
  name: "compose unpause",
  summary: "Let the processes of paused services go on",
  args: { service: "rest" },
  interspersed: true,
  flags: composeFlags,
  refused: composeRefused,
  examples: ["compose unpause", "compose unpause web"],
  async execute(context, options) {
    const { unpauseServices } = await import("../../compose/freeze.ts");
    return await unpauseServices(context, await knownProject(context, options), options);
  },
  output: { kind: "lines", lines: (planned) => planned },
});
