import { isNerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

export const rmiCommand = defineCommand({
  name: "rmi",
  summary: "Remove images",
  args: { images: "some" },
  interspersed: true,
  flags: {
    async: { type: "bool", summary: "Do not wait until the engine has collected what is freed" },
    force: {
      type: "bool",
      short: "f",
      summary: "Remove though containers were made from it, or an ID has several names",
    },
    "no-prune": { type: "bool", summary: "Accepted for Docker's sake: there are no parent images to keep" },
  },
  examples: ["rmi nginx", "rmi -f nginx:1.27 redis"],
  async execute(context, { images, force, async }) {
    const { removeImage } = await import("../../image/remove.ts");
    let before: Promise<unknown> = Promise.resolve();
    // One after the other: only the last name of an image takes it away.
    const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
      const turn = before.then(work, work);
      before = turn;
      return await turn;
    };
    return await eachResult(images, async (image) => {
      try {
        return await inTurn(() => removeImage(context, image, { force, async }));
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
