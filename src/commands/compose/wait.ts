import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { projectOrName } from "./project-or-name.ts";

export const composeWaitCommand = defineCommand({
  name: "compose wait",
  summary: "Wait until the first container of services has exited, and end with its status",
  args: { service: "some" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "down-project": { type: "bool", summary: "Take the project down then" },
  },
  refused: composeRefused,
  examples: ["compose wait tests", "compose wait --down-project tests"],
  async execute(context, options) {
    const project = await projectOrName(context, options);
    const { waitForServices } = await import("../../compose/wait.ts");
    return await waitForServices(context, project, { services: options.service, down: options.downProject });
  },
  output: { kind: "exit", lines: ({ exitCode }) => [String(exitCode)] },
});
