import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";
import { stoppingFlags } from "./flags/stopping.ts";

export const restartCommand = defineCommand({
  name: "restart",
  summary: "Stop containers where they run, and start them",
  args: { containers: "some" },
  interspersed: true,
  flags: stoppingFlags,
  examples: ["restart web", "restart -t 2 web db"],
  async execute(context, { containers, signal, time, timeout = time }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { restartContainer } = await import("../../container/restart.ts");
    return await forEachName(containers, async (name) => {
      await restartContainer(context, await findContainer(context, name), { signal, timeout });
    });
  },
  output: { kind: "lines", lines: (names) => names },
});
