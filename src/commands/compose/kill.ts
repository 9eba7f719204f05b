import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOrName } from "./project-or-name.ts";

export const composeKillCommand = defineCommand({
  name: "compose kill",
  summary: "Send a signal to containers of services",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "remove-orphans": { type: "bool", summary: "Also those of services that the files no longer have" },
    signal: { type: "string", short: "s", default: "SIGKILL", summary: "Which one" },
  },
  refused: composeRefused,
  examples: ["compose kill -s HUP web"],
  async execute(context, options) {
    const project = await projectOrName(context, options);
    const { applyVerb } = await import("../../compose/lifecycle.ts");
    const { service: services, parallel, dryRun } = options;
    const plan = await applyVerb(context, project, "kill", {
      services,
      parallel,
      dryRun,
      signal: options.signal,
      withOrphans: options.removeOrphans,
    });
    if (plan.steps.length === 0) context.emit({ type: "warning", code: "COMPOSE", message: "no container to kill" });
    return await planned(plan, dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
