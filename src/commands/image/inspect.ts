import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";
import { inspectZeros } from "../inspect-zeros.ts";

export const imageInspectCommand = defineCommand({
  name: "image inspect",
  summary: "Show all that is known of images",
  args: { images: "some" },
  interspersed: true,
  flags: {
    format: { type: "string", short: "f", summary: "json, or a Go template" },
    mode: { type: "string", default: "dockercompat", choices: ["dockercompat", "native"], summary: "In whose words" },
    platform: { type: "string", summary: "Of which platform, such as linux/arm64" },
  },
  examples: ["image inspect nginx", "image inspect -f '{{.Config.Cmd}}' nginx"],
  async execute(context, { images, mode, platform }) {
    const { inspectImage, nativeImage } = await import("../../image/inspect.ts");
    const { parsePlatform } = await import("../../image/platform.ts");
    const wanted = platform === undefined ? undefined : parsePlatform(platform);
    const show = mode === "native" ? nativeImage : inspectImage;
    return await eachResult(images, (image) => show(context, image, wanted));
  },
  output: { kind: "objects", objects: (objects) => objects, zeros: inspectZeros },
});
