import { defineCommand } from "../define-command.ts";
import { createFlags, refusedCreateFlags } from "./create-flags.ts";

export const createCommand = defineCommand({
  name: "create",
  summary: "Create a container without starting it",
  args: { image: "required", command: "rest" },
  refused: refusedCreateFlags,
  interspersed: false,
  flags: createFlags,
  examples: ["create --name web -p 8080:80 nginx"],
  async execute(context, options) {
    const { createStopped } = await import("../../container/run.ts");
    return await createStopped(context, options);
  },
  output: { kind: "lines", lines: ({ id }) => [id] },
});
