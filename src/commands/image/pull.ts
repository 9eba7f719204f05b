import { defineCommand } from "../define-command.ts";

export const pullCommand = defineCommand({
  name: "pull",
  summary: "Pull an image from a registry",
  args: { image: "required" },
  interspersed: true,
  flags: {
    platform: { type: "string", summary: "Pull that platform, such as linux/arm64" },
    quiet: { type: "bool", short: "q", summary: "Show no progress, and print the name only" },
    "soci-index-digest": { type: "string", summary: "The SOCI index to mount the layers by, where several are there" },
    unpack: {
      type: "string",
      default: "auto",
      choices: ["auto", "true", "false"],
      summary: "Unpack the layers now; auto: where they can run here",
    },
  },
  examples: ["pull nginx", "pull -q --platform linux/arm64 debian:13"],
  async execute(context, { image: reference, platform, unpack, sociIndexDigest }) {
    const { pullImage } = await import("../../image/pull/pull.ts");
    const { hostPlatform, parsePlatform, platformRank } = await import("../../image/platform.ts");
    const runsHere = platform === undefined || platformRank(parsePlatform(platform), hostPlatform()) >= 0;
    let isNew = false;
    const image = await pullImage(
      {
        ...context,
        emit(event) {
          isNew ||= event.type === "image.pulled";
          context.emit(event);
        },
      },
      {
        reference,
        platform,
        policy: "always",
        unpack: unpack === "auto" ? runsHere : unpack === "true",
        sociIndexDigest,
      },
    );
    return { ...image, isNew };
  },
  output: {
    kind: "lines",
    lines: ({ name, reference, digest, isNew }, { quiet }) => {
      if (quiet) return [name];
      const status = isNew ? "Downloaded newer image for" : "Image is up to date for";
      return [`Digest: ${digest}`, `Status: ${status} ${reference}`, name];
    },
  },
});
