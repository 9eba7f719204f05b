import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const pauseCommand = defineCommand({
  name: "pause",
  summary: "Freeze every process of containers",
  args: { containers: "some" },
  interspersed: true,
  flags: {},
  examples: ["pause web"],
  async execute(context, { containers }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { pauseContainer } = await import("../../container/pause.ts");
    return await forEachName(containers, async (name) => pauseContainer(context, await findContainer(context, name)));
  },
  output: { kind: "lines", lines: (names) => names },
});
