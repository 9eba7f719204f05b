import { byteStream } from "../byte-stream.ts";
import { defineCommand } from "../define-command.ts";

export const saveCommand = defineCommand({
  name: "save",
  summary: "Write images as one archive, for docker load and for readers of OCI layouts",
  args: { images: "some" },
  interspersed: true,
  flags: {
    output: { type: "string", short: "o", value: "file", summary: "Write to a file instead of stdout" },
    platform: { type: "list", summary: "Save these platforms, such as linux/arm64, of images that have several" },
    "all-platforms": { type: "bool", summary: "Save every platform that is here" },
    quiet: { type: "bool", short: "q", summary: "Accepted for nerdctl's sake: no progress is shown anyway" },
  },
  examples: [
    "save -o images.tar nginx:1.27 redis:7",
    "save -o all-tags.tar nginx",
    "save nginx | ssh host nerdsh load",
  ],
  async execute(context, { images, output, platform, allPlatforms }) {
    const { repositoryTags } = await import("../../image/archive/repository-tags.ts");
    const { saveImages, saveToFile } = await import("../../image/archive/save.ts");
    const named = (await Promise.all(images.map(async (image) => await repositoryTags(context, image)))).flat();
    const options = { platform, allPlatforms };
    if (output !== undefined) return await saveToFile(context, output, named, options);
    const stdout = byteStream(context.stdio);
    const { writeBytes } = await import("../../container/copy/written-bytes.ts");
    await writeBytes(await saveImages(context, named, options), stdout);
  },
  output: { kind: "none" },
});
