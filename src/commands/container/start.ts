import { defineCommand } from "../define-command.ts";

export const startCommand = defineCommand({
  name: "start",
  summary: "Start containers that were created or have exited",
  args: { containers: "some" },
  interspersed: true,
  flags: {
    attach: { type: "bool", short: "a", summary: "Show the output, and end with the container's exit code" },
    "detach-keys": {
      type: "string",
      default: "ctrl-p,ctrl-q",
      summary: "Keys that leave an attached container running",
    },
    interactive: { type: "bool", short: "i", summary: "Attach stdin too" },
    "sig-proxy": { type: "bool", default: true, summary: "Pass signals on to the container" },
  },
  examples: ["start web", "start -ai shell"],
  async execute(context, options) {
    const { startContainers } = await import("../../container/start-attached.ts");
    return await startContainers(context, options);
  },
  output: { kind: "exit", lines: ({ names }) => names },
});
