import { defineCommand } from "../define-command.ts";
import { volumeHeadings, volumeRow, volumeWideColumns } from "../volume/ls.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeVolumesCommand = defineCommand({
  name: "compose volumes",
  summary: "List the volumes of a project",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    format: { type: "string", default: "table", summary: "json, table, wide, or a Go template" },
    quiet: { type: "bool", short: "q", summary: "Only names" },
  },
  refused: composeRefused,
  examples: ["compose volumes", "compose volumes -q db"],
  async execute(context, options) {
    const { projectVolumes } = await import("../../compose/known/project-volumes.ts");
    return await projectVolumes(context, await knownProject(context, options), options.service);
  },
  output: {
    kind: "table",
    headings: volumeHeadings,
    columns: () => ["Driver", "Name"],
    wide: () => volumeWideColumns,
    quiet: "Name",
    rows: (volumes) => volumes.map(volumeRow),
  },
});
