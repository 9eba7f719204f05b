import { defineCommand } from "../define-command.ts";
import { PartialFailure } from "../each-name.ts";

export const restoreCommand = defineCommand({
  name: "restore",
  summary: "Start what restart policies want after the engine's or the machine's start",
  args: {},
  interspersed: true,
  flags: {},
  examples: ["restore"],
  async execute(context) {
    const { restoreContainers } = await import("../../system/restore.ts");
    const { started, failures } = await restoreContainers(context);
    if (failures.length > 0) throw new PartialFailure(failures, started);
    return started;
  },
  output: { kind: "lines", lines: (names) => names },
});
