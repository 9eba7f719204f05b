import { defineCommand } from "../define-command.ts";

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
    const found = await Promise.all(containers.map((name) => findContainer(context, name)));
    return await Promise.all(found.map(({ id }) => exitCodeOfContainer(context, id)));
  },
  output: { kind: "lines", lines: (codes) => codes.map(String) },
});
