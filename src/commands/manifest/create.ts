import { defineCommand } from "../define-command.ts";

export const manifestCreateCommand = defineCommand({
  name: "manifest create",
  summary: "Make a local list of manifests that registries have, to be pushed as one image of several platforms",
  args: { list: "required", manifests: "some" },
  interspersed: true,
  flags: {
    amend: { type: "bool", summary: "Add to a list that is there" },
    insecure: { type: "bool", summary: "Take certificates unchecked, and plain HTTP" },
  },
  examples: ["manifest create example.com/app:1 example.com/app:1-amd64 example.com/app:1-arm64"],
  async execute(context, options) {
    const { createManifestList } = await import("../../image/manifest-list/create.ts");
    return await createManifestList(context, options);
  },
  output: { kind: "lines", lines: (name) => [`Created manifest list ${name}`] },
});
