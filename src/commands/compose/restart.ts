import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOrName } from "./project-or-name.ts";

export const composeRestartCommand = defineCommand({
  name: "compose restart",
  summary: "Stop and start containers of services",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "no-deps": { type: "bool", summary: "Leave alone those that want to be restarted with them" },
    timeout: { type: "number", short: "t", value: "seconds", summary: "Seconds until a container is killed" },
  },
  refused: composeRefused,
  examples: ["compose restart web"],
  async execute(context, options) {
    const project = await projectOrName(context, options);
    const { applyVerb } = await import("../../compose/lifecycle.ts");
    const { service: services, parallel, dryRun } = options;
    const plan = await applyVerb(context, project, "restart", {
      services,
      parallel,
      dryRun,
      timeout: options.timeout,
      noDependencies: options.noDeps,
    });
    return await planned(plan, dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
