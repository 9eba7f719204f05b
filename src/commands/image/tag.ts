import { defineCommand } from "../define-command.ts";

export const tagCommand = defineCommand({
  name: "tag",
  summary: "Give an image one more name",
  args: { image: "required", name: "required" },
  interspersed: true,
  flags: {},
  examples: ["tag nginx localhost:5000/nginx:1.27"],
  async execute(context, { image, name }) {
    const { tagImage } = await import("../../image/tag.ts");
    await tagImage(context, image, name);
  },
  output: { kind: "none" },
});
