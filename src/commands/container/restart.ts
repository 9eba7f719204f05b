import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const restartCommand = defineCommand({
  name: "restart",
  summary: "Stop containers where they run, and start them",
  args: { containers: "some" },
  interspersed: true,
  flags: {
    signal: { type: "string", short: "s", summary: "Signal to ask with, instead of the container's own" },
    time: { type: "number", short: "t", summary: "Seconds to wait before killing it" },
    timeout: { type: "number", summary: "The same as --time" },
  },
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
