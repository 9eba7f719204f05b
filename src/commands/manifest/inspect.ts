import { defineCommand } from "../define-command.ts";

export const manifestInspectCommand = defineCommand({
  name: "manifest inspect",
  summary: "Show a manifest or an index as it is stored: of a local list, else of its registry",
  args: { manifest: "required" },
  interspersed: true,
  flags: {
    insecure: { type: "bool", summary: "Take certificates unchecked, and plain HTTP" },
    verbose: { type: "bool", short: "v", summary: "Each manifest with its descriptor and its bytes" },
  },
  examples: ["manifest inspect nginx", "manifest inspect --verbose localhost:5000/app"],
  async execute(context, { manifest, insecure, verbose }) {
    const { inspectManifest, manifestEntries } = await import("../../image/manifest-list/inspect.ts");
    const show = verbose ? manifestEntries : inspectManifest;
    return await show(context, { manifest, insecure });
  },
  output: { kind: "text", text: (document) => `${JSON.stringify(document, null, "\t")}\n` },
});
