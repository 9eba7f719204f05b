import { decimalSize } from "../../units.ts";
import { isConfirmed } from "../confirmation.ts";
import { defineCommand } from "../define-command.ts";
import { prunedImageLines } from "./pruned-lines.ts";

export const imagePruneCommand = defineCommand({
  name: "image prune",
  summary: "Remove images that nothing uses",
  args: {},
  interspersed: true,
  flags: {
    all: { type: "bool", short: "a", summary: "All images that no container uses, not only those without a tag" },
    filter: { type: "filters", summary: "Only those that match: until=24h, label=KEY[=VALUE], label!=KEY[=VALUE]" },
    force: { type: "bool", short: "f", summary: "Do not ask" },
  },
  examples: ["image prune", "image prune -af --filter until=24h"],
  async execute(context, { all, filter, force }) {
    const { parseFilters } = await import("../../container/filters.ts");
    const { pruneFilterKeys } = await import("../../container/prune.ts");
    const { pruneUnusedImages } = await import("../../system/image-prune.ts");
    const filters = parseFilters(filter, pruneFilterKeys);
    const which = all ? "all images without at least one container associated to them" : "all dangling images";
    if (!force && !(await isConfirmed(context, `This will remove ${which}.`))) return undefined;
    return await pruneUnusedImages(context, { filters, all });
  },
  output: {
    kind: "lines",
    lines: (pruned) => {
      if (pruned === undefined) return [];
      return [...prunedImageLines(pruned), `Total reclaimed space: ${decimalSize(pruned.reclaimedBytes)}`];
    },
  },
});
