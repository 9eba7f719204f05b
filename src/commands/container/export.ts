import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";

export const exportCommand = defineCommand({
  name: "export",
  summary: "Write a container's file system as a tar archive",
  args: { container: "required" },
  interspersed: true,
  flags: {
    output: { type: "string", short: "o", value: "file", summary: "Write to a file instead of stdout" },
  },
  examples: ["export -o web.tar web", "export web | tar -t"],
  async execute(context, { container, output }) {
    const { stdio } = context;
    // A terminal's stream says so; Writable knows nothing of it.
    const isTerminal = stdio !== undefined && (stdio.stdout as { readonly isTTY?: boolean }).isTTY === true;
    if (output === undefined && (stdio === undefined || isTerminal)) {
      throw new NerdError("MISSING_ARGUMENT", "cowardly refusing to save to a terminal", {
        hint: "use the -o flag, or redirect",
        exitCode: 1,
      });
    }
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { exportContainer, exportToFile } = await import("../../container/export.ts");
    const found = await findContainer(context, container);
    if (output !== undefined) return await exportToFile(context, found, output);
    const { writeBytes } = await import("../../container/copy/written-bytes.ts");
    await writeBytes(exportContainer(context, found), stdio!.stdout); // Else it was refused above.
  },
  output: { kind: "none" },
});
