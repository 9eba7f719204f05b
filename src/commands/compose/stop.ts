import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOrName } from "./project-or-name.ts";

export const composeStopCommand = defineCommand({
  name: "compose stop",
  summary: "Stop containers of services, and keep them",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    timeout: { type: "number", short: "t", value: "seconds", summary: "Seconds until a container is killed" },
  },
  refused: composeRefused,
  examples: ["compose stop", "compose stop -t 3 web"],
  async execute(context, options) {
    const project = await projectOrName(context, options);
    const { applyVerb } = await import("../../compose/lifecycle.ts");
    const { service: services, parallel, dryRun } = options;
    const plan = await applyVerb(context, project, "stop", { services, parallel, dryRun, timeout: options.timeout });
    return await planned(plan, dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
