import { toMilliseconds } from "../../duration.ts";
import { decimalSize } from "../../units.ts";
import { isConfirmed } from "../confirmation.ts";
import { defineCommand } from "../define-command.ts";

export const cachePruneCommand = defineCommand({
  name: "cache prune",
  summary: "Remove what tasks have left in the cache",
  args: {},
  interspersed: true,
  flags: {
    all: { type: "bool", short: "a", summary: "All of it" },
    force: { type: "bool", short: "f", summary: "Do not ask" },
    "older-than": { type: "string", value: "duration", summary: "Remove what was not used for so long: 12h, 30d" },
    "max-size": { type: "bytes", summary: "Keep what was used last, up to this size; 5 GiB where absent" },
  },
  examples: ["cache prune --max-size 1g", "cache prune --older-than 30d", "cache prune --all --force"],
  async execute(context, { all, force, maxSize, olderThan }) {
    const longestMs = olderThan === undefined ? undefined : ageMs(olderThan);
    const { pruneResults, sizeLimitBytes } = await import("../../task/cache/prune-results.ts");
    const { taskCacheDirectory } = await import("../../task/cache/cache-directory.ts");
    if (all && !force && !(await isConfirmed(context, "This will remove all results of tasks."))) return undefined;
    const limitBytes = all ? 0 : (maxSize ?? sizeLimitBytes);
    return await pruneResults(taskCacheDirectory(context.settings.cacheDir), { limitBytes, longestMs });
  },
  output: {
    kind: "lines",
    lines: (pruned) => {
      if (pruned === undefined) return [];
      const { removed, freedBytes } = pruned;
      return [`Deleted results: ${removed}`, `Total reclaimed space: ${decimalSize(freedBytes)}`];
    },
  },
});

/** Days as well, which durations elsewhere have no need of. */
function ageMs(text: string): number {
  const [, days] = /^(\d+)d$/.exec(text) ?? [];
  return days === undefined ? toMilliseconds(text) : Number(days) * 24 * 3600 * 1000;
}
