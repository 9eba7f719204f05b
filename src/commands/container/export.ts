import { byteStream } from "../byte-stream.ts";
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
    const stdout = output === undefined ? byteStream(context.stdio) : undefined;
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { exportContainer, exportToFile } = await import("../../container/export.ts");
    const found = await findContainer(context, container);
    if (stdout === undefined) return await exportToFile(context, found, output!); // Without a file there is a stream.
    const { writeBytes } = await import("../../container/copy/written-bytes.ts");
    await writeBytes(exportContainer(context, found), stdout);
  },
  output: { kind: "none" },
});
