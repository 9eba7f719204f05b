import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";
import { stoppingFlags } from "./flags/stopping.ts";

export const stopCommand = defineCommand({
  name: "stop",
  summary: "Stop running containers",
  args: { containers: "some" },
  interspersed: true,
  flags: stoppingFlags,
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
