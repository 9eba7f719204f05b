import { defineCommand } from "../define-command.ts";
import { checkpointFlags } from "./checkpoint-flags.ts";

export const checkpointLsCommand = defineCommand({
  name: "checkpoint ls",
  summary: "List the checkpoints of a container",
  args: { container: "required" },
  interspersed: true,
  flags: checkpointFlags,
  examples: ["checkpoint ls web"],
  async execute(context, { container, checkpointDir }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { listCheckpoints } = await import("../../container/checkpoint.ts");
    return await listCheckpoints(context, await findContainer(context, container), checkpointDir);
  },
  output: {
    kind: "table",
    headings: { Name: "CHECKPOINT NAME" },
    columns: () => ["Name"],
    rows: (names) => names.map((Name) => ({ Name })),
  },
});
