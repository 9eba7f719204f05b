import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const stopCommand = defineCommand({
  name: "stop",
  summary: "Stop running containers",
  args: { containers: "some" },
  interspersed: true,
  flags: {
    signal: { type: "string", short: "s", summary: "Signal to ask with, instead of the container's own" },
    time: { type: "number", short: "t", summary: "Seconds to wait before killing it" },
    timeout: { type: "number", summary: "The same as --time" },
  },
  examples: ["stop web", "stop -t 2 web db"],
  async execute(context, { containers, signal, time, timeout = time }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { stopContainer } = await import("../../container/stop.ts");
    return await forEachName(containers, async (name) =>
      stopContainer(context, await findContainer(context, name), { signal, timeout }),
    );
  },
  output: { kind: "lines", lines: (names) => names },
});
