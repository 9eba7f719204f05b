import { decimalSize } from "../../units.ts";
import { isConfirmed } from "../confirmation.ts";
import { defineCommand } from "../define-command.ts";

export const volumePruneCommand = defineCommand({
  name: "volume prune",
  summary: "Remove volumes that no container has",
  args: {},
  interspersed: true,
  flags: {
    all: { type: "bool", short: "a", summary: "Also those that have a name" },
    filter: { type: "filters", summary: "Only those that match: label=KEY[=VALUE], label!=KEY[=VALUE]" },
    force: { type: "bool", short: "f", summary: "Do not ask" },
  },
  examples: ["volume prune", "volume prune -af --filter label!=keep"],
  async execute(context, { all, filter, force }) {
    const { parseFilters } = await import("../../container/filters.ts");
    const { pruneVolumes, volumePruneKeys } = await import("../../container/mounts/volume-prune.ts");
    const filters = parseFilters(filter, volumePruneKeys);
    const which = all ? "all local volumes" : "anonymous local volumes";
    const warning = `This will remove ${which} not used by at least one container.`;
    if (!force && !(await isConfirmed(context, warning))) return undefined;
    return await pruneVolumes(context, { filters, all });
  },
  output: {
    kind: "lines",
    lines: (pruned) => {
      if (pruned === undefined) return [];
      const { removed, reclaimedBytes } = pruned;
      const list = removed.length === 0 ? [] : ["Deleted Volumes:", ...removed, ""];
      return [...list, `Total reclaimed space: ${decimalSize(reclaimedBytes)}`];
    },
  },
});
