import { isConfirmed } from "../confirmation.ts";
import { defineCommand } from "../define-command.ts";

export const networkPruneCommand = defineCommand({
  name: "network prune",
  summary: "Remove networks that no container uses",
  args: {},
  interspersed: true,
  flags: {
    filter: { type: "filters", summary: "Only those that match: until=24h, label=KEY[=VALUE], label!=KEY[=VALUE]" },
    force: { type: "bool", short: "f", summary: "Do not ask" },
  },
  examples: ["network prune", "network prune -f --filter until=24h"],
  async execute(context, { filter, force }) {
    const { parseFilters } = await import("../../container/filters.ts");
    const { pruneFilterKeys } = await import("../../container/prune.ts");
    const { pruneNetworks } = await import("../../container/network/user-network.ts");
    const filters = parseFilters(filter, pruneFilterKeys);
    const warning = "This will remove all custom networks not used by at least one container.";
    if (!force && !(await isConfirmed(context, warning))) return [];
    return await pruneNetworks(context, filters);
  },
  output: { kind: "lines", lines: (names) => (names.length === 0 ? [] : ["Deleted Networks:", ...names, ""]) },
});
