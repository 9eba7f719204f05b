import { decimalSize } from "../../units.ts";
import { isConfirmed } from "../confirmation.ts";
import { defineCommand } from "../define-command.ts";
import { prunedImageLines } from "../image/pruned-lines.ts";

export const systemPruneCommand = defineCommand({
  name: "system prune",
  summary: "Remove containers that do not run, networks and images that nothing uses, and build cache",
  args: {},
  interspersed: true,
  flags: {
    all: { type: "bool", short: "a", summary: "All images that no container uses, not only those without a tag" },
    filter: { type: "filters", summary: "Only what matches: until=24h, label=KEY[=VALUE], label!=KEY[=VALUE]" },
    force: { type: "bool", short: "f", summary: "Do not ask" },
    volumes: { type: "bool", summary: "Also volumes that nobody named and no container uses" },
  },
  examples: ["system prune", "system prune -af --volumes"],
  async execute(context, { all, filter, force, volumes }) {
    const { parseFilters } = await import("../../container/filters.ts");
    const { pruneFilterKeys } = await import("../../container/prune.ts");
    const { pruneSystem } = await import("../../system/prune.ts");
    const filters = parseFilters(filter, pruneFilterKeys);
    if (!force && !(await isConfirmed(context, warning({ all, volumes })))) return undefined;
    const pruned = await pruneSystem(context, { filters, all, volumes });
    const { pruneRunningCache } = await import("../../build/prune/prune-cache.ts");
    const ages = (filters.get("until") ?? []).map((value) => `until=${value}`);
    // Cache has no labels: what is chosen by them is none of it.
    const cache = [...filters.keys()].some((key) => key !== "until")
      ? undefined
      : await pruneRunningCache(context, { all, filter: ages });
    return { ...pruned, cache, reclaimedBytes: pruned.reclaimedBytes + (cache?.reclaimedBytes ?? 0) };
  },
  output: {
    kind: "lines",
    lines: (pruned) => {
      if (pruned === undefined) return [];
      const { containers, networks, volumes, images, cache, reclaimedBytes } = pruned;
      const records = cache?.removed.map(({ id }) => id) ?? [];
      return [
        ...section("Deleted Containers:", containers),
        ...section("Deleted Networks:", networks),
        ...section("Deleted Volumes:", volumes),
        ...prunedImageLines(images),
        ...section("Deleted build cache objects:", records),
        `Total reclaimed space: ${decimalSize(reclaimedBytes)}`,
      ];
    },
  },
});

function warning({ all, volumes }: { readonly all: boolean; readonly volumes: boolean }): string {
  const lines = [
    "all stopped containers, also those that --keep left of failed tasks",
    "all networks not used by at least one container",
    ...(volumes ? ["all anonymous volumes not used by at least one container"] : []),
    all ? "all images without at least one container associated to them" : "all dangling images",
    all ? "all build cache" : "unused build cache",
  ];
  return ["This will remove:", ...lines.map((line) => `  - ${line}`), ""].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}
