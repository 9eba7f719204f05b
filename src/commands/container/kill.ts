import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const killCommand = defineCommand({
  name: "kill",
  summary: "Send a signal to running containers",
  args: { containers: "some" },
  interspersed: true,
  flags: { signal: { type: "string", short: "s", default: "SIGKILL", summary: "Name or number of the signal" } },
  examples: ["kill web", "kill -s HUP web"],
  async execute(context, { containers, signal }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { killContainer } = await import("../../container/stop.ts");
    return await forEachName(containers, async (name) =>
      killContainer(context, await findContainer(context, name), signal),
    );
  },
  output: { kind: "lines", lines: (names) => names },
});
