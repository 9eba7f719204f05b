import type { Plan } from "../../compose/plan/plan.ts";
import { isConfirmed } from "../confirmation.ts";
import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { planned } from "./plan-output.ts";
import { projectOrName } from "./project-or-name.ts";

export const composeRmCommand = defineCommand({
  name: "compose rm",
  summary: "Remove containers of services that have stopped",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    all: { type: "bool", short: "a", summary: "Accepted for older scripts" },
    force: { type: "bool", short: "f", summary: "Do not ask" },
    stop: { type: "bool", short: "s", summary: "Stop those that run first" },
    volumes: { type: "bool", short: "v", summary: "Also volumes without a name" },
  },
  refused: composeRefused,
  examples: ["compose rm -f", "compose rm -fsv web"],
  async execute(context, options) {
    const project = await projectOrName(context, options);
    const { applyVerb } = await import("../../compose/lifecycle.ts");
    const { service: services, parallel, dryRun, stop: stopFirst, volumes, force } = options;
    const confirm = async ({ steps }: Plan) =>
      force || (await isConfirmed(context, `this will remove ${steps.length} container(s)`));
    const plan = await applyVerb(context, project, "remove", {
      services,
      parallel,
      dryRun,
      stopFirst,
      volumes,
      confirm,
    });
    if (plan.steps.length === 0) context.emit({ type: "warning", code: "COMPOSE", message: "no stopped containers" });
    return await planned(plan, dryRun);
  },
  output: { kind: "exit", lines: ({ lines }) => lines },
});
