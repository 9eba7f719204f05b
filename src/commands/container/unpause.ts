import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const unpauseCommand = defineCommand({
  name: "unpause",
  summary: "Let paused containers go on",
  args: { containers: "some" },
  interspersed: true,
  flags: {},
  examples: ["unpause web"],
  async execute(context, { containers }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { unpauseContainer } = await import("../../container/pause.ts");
    return await forEachName(containers, async (name) => unpauseContainer(context, await findContainer(context, name)));
  },
  output: { kind: "lines", lines: (names) => names },
});
