import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOf } from "./project-source.ts";
import { convergeFlags, convergeRequest } from "./up-flags.ts";

export const composeCreateCommand = defineCommand({
  name: "compose create",
  summary: "Make the containers of services, and start none",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    ...convergeFlags,
  },
  refused: composeRefused,
  examples: ["compose create"],
  async execute(context, options) {
    const { service: services } = options;
    const converge = convergeRequest(options);
    const project = await projectOf(context, options, { services });
    const { up } = await import("../../compose/up.ts");
    const separator = options.compatibility ? "_" : "-";
    const plan = await up(context, project, { ...converge, services, start: false, separator });
    return await planned(plan, options.dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
