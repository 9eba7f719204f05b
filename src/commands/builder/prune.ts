import { decimalSize } from "../../units.ts";
import { isConfirmed } from "../confirmation.ts";
import { defineCommand } from "../define-command.ts";
import { builderFlags, builderHost } from "./builder-flags.ts";
import { recordText } from "./du.ts";

export const builderPruneCommand = defineCommand({
  name: "builder prune",
  summary: "Remove build cache",
  args: {},
  interspersed: true,
  flags: {
    ...builderFlags,
    all: { type: "bool", short: "a", summary: "Also frontends, and what images still have" },
    filter: {
      type: "list",
      summary: "Only what matches: until=24h, id=PART, type=TYPE, inuse, mutable, immutable, shared, private",
    },
    force: { type: "bool", short: "f", summary: "Do not ask" },
    "keep-storage": { type: "bytes", summary: "The same as --reserved-space" },
    "max-used-space": { type: "bytes", summary: "Remove until no more than that is left (BuildKit 0.17)" },
    "min-free-space": { type: "bytes", summary: "Remove until so much of the disk is free (BuildKit 0.17)" },
    "reserved-space": { type: "bytes", summary: "Keep so much of what was used last" },
    verbose: { type: "bool", summary: "All that is known of each" },
  },
  examples: ["builder prune", "builder prune -af", "builder prune -f --filter until=72h --keep-storage 5g"],
  async execute(context, options) {
    const { all, filter, force, keepStorage, maxUsedSpace, minFreeSpace, reservedSpace } = options;
    const { cacheFilter } = await import("../../build/usage/cache-filter.ts");
    cacheFilter(filter); // What is written wrongly is said before anybody is asked.
    const what = all ? "all build cache" : "all dangling build cache";
    if (!force && !(await isConfirmed(context, `This will remove ${what}.`))) return undefined;
    const { pruneCache } = await import("../../build/prune/prune-cache.ts");
    return await pruneCache(context, {
      ...{ all, filter, host: builderHost(options), keepBytes: reservedSpace ?? keepStorage },
      ...{ maxBytes: maxUsedSpace, minFreeBytes: minFreeSpace },
    });
  },
  output: {
    kind: "lines",
    lines: (pruned, { verbose }) => {
      if (pruned === undefined) return [];
      const { removed, reclaimedBytes } = pruned;
      const records = verbose ? removed.map(recordText) : removed.map(({ id }) => id);
      return [
        ...(removed.length === 0 ? [] : ["Deleted build cache objects:", ...records, ""]),
        `Total reclaimed space: ${decimalSize(reclaimedBytes)}`,
      ];
    },
  },
});
