import { decimalSize } from "../../units.ts";
import { isConfirmed } from "../confirmation.ts";
import { defineCommand } from "../define-command.ts";

export const containerPruneCommand = defineCommand({
  name: "container prune",
  summary: "Remove all containers that do not run",
  args: {},
  interspersed: true,
  flags: {
    filter: { type: "filters", summary: "Only those that match: until=24h, label=KEY[=VALUE], label!=KEY[=VALUE]" },
    force: { type: "bool", short: "f", summary: "Do not ask" },
  },
  examples: ["container prune", "container prune -f --filter until=24h"],
  async execute(context, { filter, force }) {
    const { parseFilters } = await import("../../container/filters.ts");
    const { pruneContainers, pruneFilterKeys } = await import("../../container/prune.ts");
    const filters = parseFilters(filter, pruneFilterKeys);
    if (!force && !(await isConfirmed(context, "This will remove all stopped containers."))) return undefined;
    return await pruneContainers(context, filters);
  },
  output: {
    kind: "lines",
    lines: (pruned) => {
      if (pruned === undefined) return [];
      const { removed, reclaimedBytes } = pruned;
      const list = removed.length === 0 ? [] : ["Deleted Containers:", ...removed, ""];
      return [...list, `Total reclaimed space: ${decimalSize(reclaimedBytes)}`];
    },
  },
});
