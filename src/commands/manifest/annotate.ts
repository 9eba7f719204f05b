import { defineCommand } from "../define-command.ts";

export const manifestAnnotateCommand = defineCommand({
  name: "manifest annotate",
  summary: "Say what a manifest of a local list runs on",
  args: { list: "required", manifest: "required" },
  interspersed: true,
  flags: {
    arch: { type: "string", summary: "Processor, such as amd64" },
    os: { type: "string", summary: "Operating system, such as linux" },
    "os-features": { type: "list", summary: "What the operating system must have" },
    "os-version": { type: "string", summary: "Version of the operating system, such as 10.0.19041" },
    variant: { type: "string", summary: "Variant of the processor, such as v7" },
  },
  examples: ["manifest annotate --arch arm --variant v7 example.com/app:1 example.com/app:1-arm"],
  async execute({ settings }, { list, manifest, ...annotation }) {
    const { annotated } = await import("../../image/manifest-list/list-entry.ts");
    const { ManifestLists } = await import("../../image/manifest-list/list-store.ts");
    const { normalName } = await import("../../image/reference.ts");
    const osFeatures = annotation.osFeatures.flatMap((features) => features.split(","));
    await new ManifestLists(settings.dataRoot).change(normalName(list), normalName(manifest), (entry) =>
      annotated(entry, { ...annotation, osFeatures }),
    );
  },
  output: { kind: "none" },
});
