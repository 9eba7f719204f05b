import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";

export const loadCommand = defineCommand({
  name: "load",
  summary: "Load images from an archive of docker save, or of an OCI layout",
  args: {},
  interspersed: true,
  flags: {
    input: { type: "string", short: "i", value: "file", summary: "Read the archive from a file instead of stdin" },
    platform: { type: "list", summary: "Load these platforms, such as linux/arm64, of images that have several" },
    "all-platforms": { type: "bool", summary: "Load every platform that the archive has" },
    quiet: { type: "bool", short: "q", summary: "Show no progress" },
  },
  examples: ["load -i images.tar", "docker save nginx | nerdsh load"],
  async execute(context, { input, platform, allPlatforms }) {
    const { loadImageFile, loadImages } = await import("../../image/archive/load.ts");
    if (input !== undefined) return await loadImageFile(context, input, { platform, allPlatforms });
    const { stdio } = context;
    if (stdio === undefined || stdio.terminal) {
      throw new NerdError("MISSING_ARGUMENT", "stdin is empty and input flag is not specified", {
        hint: "name the archive: nerdsh load -i FILE",
        exitCode: 1,
      });
    }
    return await loadImages(context, stdio.stdin, { platform, allPlatforms });
  },
  output: {
    kind: "lines",
    lines: (images) =>
      images.map(({ reference, digest }) =>
        reference.includes("@") ? `Loaded image ID: ${digest}` : `Loaded image: ${reference}`,
      ),
  },
});
