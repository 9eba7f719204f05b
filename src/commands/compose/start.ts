import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOrName } from "./project-or-name.ts";

export const composeStartCommand = defineCommand({
  name: "compose start",
  summary: "Start containers of services that have stopped",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
  },
  refused: composeRefused,
  examples: ["compose start", "compose start web"],
  async execute(context, options) {
    const project = await projectOrName(context, options);
    const { applyVerb } = await import("../../compose/lifecycle.ts");
    const { service: services, parallel, dryRun } = options;
    const plan = await applyVerb(context, project, "start", { services, parallel, dryRun });
    return await planned(plan, dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
