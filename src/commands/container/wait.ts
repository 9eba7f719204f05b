import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

export const waitCommand = defineCommand({
  name: "wait",
  summary: "Wait until containers have exited, and print their exit codes",
  args: { containers: "some" },
  interspersed: true,
  flags: {},
  examples: ["wait job"],
  async execute(context, { containers }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { exitCodeOfContainer } = await import("../../container/exit-code.ts");
    return await eachResult(containers, async (name) => {
      const { id } = await findContainer(context, name);
      return await exitCodeOfContainer(context, id);
    });
  },
  output: { kind: "lines", lines: (codes) => codes.map(String) },
});
