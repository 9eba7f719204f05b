import { alignedRows } from "../aligned-rows.ts";
import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeTopCommand = defineCommand({
  name: "compose top",
  summary: "Show the processes of services",
  args: { service: "rest" },
  interspersed: true,
  flags: composeFlags,
  refused: composeRefused,
  examples: ["compose top", "compose top web"],
  async execute(context, options) {
    const { isUp, presentContainers } = await import("../../compose/known/known-project.ts");
    const { containerProcesses } = await import("../../container/top.ts");
    const containers = await presentContainers(context, await knownProject(context, options), options.service);
    return await Promise.all(
      containers
        .filter((each) => isUp(each) && each.status !== "restarting")
        .map(async ({ name, summary }) => {
          return { name, ...(await containerProcesses(context, summary.container)) };
        }),
    );
  },
  output: {
    kind: "text",
    text: (all) =>
      all.map(({ name, titles, processes }) => `${name}\n${alignedRows([titles, ...processes])}\n`).join(""),
  },
});
