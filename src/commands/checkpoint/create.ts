import { defineCommand } from "../define-command.ts";
import { checkpointFlags } from "./checkpoint-flags.ts";

export const checkpointCreateCommand = defineCommand({
  name: "checkpoint create",
  summary: "Write what a running container is in memory to files, from which it can go on",
  args: { container: "required", checkpoint: "required" },
  interspersed: true,
  flags: {
    ...checkpointFlags,
    "leave-running": { type: "bool", summary: "Let it run on afterwards" },
  },
  examples: ["checkpoint create web before-upgrade", "checkpoint create --leave-running web hourly"],
  async execute(context, { container, checkpoint: name, checkpointDir: directory, leaveRunning }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { createCheckpoint } = await import("../../container/checkpoint.ts");
    await createCheckpoint(context, await findContainer(context, container), { name, directory, leaveRunning });
    return name;
  },
  output: { kind: "lines", lines: (name) => [name] },
});
