import { isNerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

export const rmiCommand = defineCommand({
  name: "rmi",
  summary: "Remove images",
  args: { images: "some" },
  interspersed: true,
  flags: { force: { type: "bool", short: "f", summary: "Remove though containers were made from it" } },
  examples: ["rmi nginx", "rmi -f nginx:1.27 redis"],
  async execute(context, { images, force }) {
    const { removeImage } = await import("../../image/remove.ts");
    return await eachResult(images, async (image) => {
      try {
        return await removeImage(context, image, { force });
      } catch (error) {
        if (!force || !isNerdError(error, "UNKNOWN_IMAGE")) throw error;
        context.emit({ type: "warning", code: error.code, message: error.message });
        return { untagged: [], deleted: [] };
      }
    });
  },
  output: {
    kind: "lines",
    lines: (removed) =>
      removed.flatMap(({ untagged, deleted }) => [
        ...untagged.map((name) => `Untagged: ${name}`),
        ...deleted.map((digest) => `Deleted: ${digest}`),
      ]),
  },
});
