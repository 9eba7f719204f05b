import { defineCommand } from "../define-command.ts";
import { checkpointFlags } from "./checkpoint-flags.ts";

export const checkpointRmCommand = defineCommand({
  name: "checkpoint rm",
  summary: "Remove a checkpoint of a container",
  args: { container: "required", checkpoint: "required" },
  interspersed: true,
  flags: checkpointFlags,
  examples: ["checkpoint rm web before-upgrade"],
  async execute(context, { container, checkpoint: name, checkpointDir: directory }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { removeCheckpoint } = await import("../../container/checkpoint.ts");
    await removeCheckpoint(context, await findContainer(context, container), { name, directory });
  },
  output: { kind: "none" },
});
