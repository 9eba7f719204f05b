import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOf } from "./project-source.ts";
import { readScale } from "./up-flags.ts";

export const composeScaleCommand = defineCommand({
  name: "compose scale",
  summary: "Set how many containers services have",
  args: { service: "some" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "no-deps": { type: "bool", summary: "Leave out services that they depend on" },
  },
  refused: composeRefused,
  examples: ["compose scale web=3 worker=2"],
  async execute(context, options) {
    const scale = readScale(Object.fromEntries(options.service.map((text) => text.split("=", 2) as [string, string])));
    const services = Object.keys(scale);
    const project = await projectOf(context, options, { services });
    const { up } = await import("../../compose/up.ts");
    const { parallel, dryRun, noDeps: noDependencies } = options;
    const separator = options.compatibility ? "_" : "-";
    const plan = await up(context, project, { services, scale, parallel, dryRun, noDependencies, separator });
    return await planned(plan, dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
