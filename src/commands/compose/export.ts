import { byteStream } from "../byte-stream.ts";
import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeExportCommand = defineCommand({
  name: "compose export",
  summary: "Write the file system of a service's container as a tar archive",
  args: { service: "required" },
  interspersed: true,
  flags: {
    ...composeFlags,
    index: { type: "number", default: 0, value: "number", summary: "Of which container of several, from 1" },
    output: { type: "string", short: "o", value: "file", summary: "Write to a file instead of stdout" },
  },
  refused: composeRefused,
  examples: ["compose export -o web.tar web", "compose export --index 2 web | tar -t"],
  async execute(context, { output, dryRun, ...options }) {
    const { replica } = await import("../../compose/known/known-project.ts");
    const { exportContainer, exportToFile } = await import("../../container/export.ts");
    const known = await knownProject(context, options);
    const { name, summary } = await replica(context, known, { ...options, mustRun: false });
    if (dryRun) return [`export ${name} to ${output ?? "-"}`];
    if (output !== undefined) {
      await exportToFile(context, summary.container, output);
      return [];
    }
    const { writeBytes } = await import("../../container/copy/written-bytes.ts");
    await writeBytes(exportContainer(context, summary.container), byteStream(context.stdio));
    return [];
  },
  output: { kind: "lines", lines: (planned) => planned },
});
