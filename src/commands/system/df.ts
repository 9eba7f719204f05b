import type { CacheUsage } from "../../build/usage/cache-usage.ts";
import type { DiskUse } from "../../system/disk-usage.ts";
import { decimalSize } from "../../units.ts";
import { defineCommand } from "../define-command.ts";
import type { Fields, Section } from "../output.ts";
import { cacheSection, itemSections } from "./df-sections.ts";

interface Report {
  readonly uses: readonly DiskUse[];
  /** What there is in detail, where it was asked for. */
  readonly sections?: readonly Section[];
}

export const systemDfCommand = defineCommand({
  name: "system df",
  summary: "Show what images, containers, volumes and the build cache take of the disk",
  args: {},
  interspersed: true,
  flags: {
    format: { type: "string", summary: "json, table, or a Go template" },
    verbose: { type: "bool", short: "v", summary: "A line for each of them" },
  },
  examples: ["system df", "system df -v", "system df --format '{{.Type}}: {{.Reclaimable}}'"],
  async execute(context, { format = "", verbose }): Promise<Report> {
    const { runningCacheUsage } = await import("../../build/usage/cache-usage.ts");
    if (!verbose) {
      const { diskUsage } = await import("../../system/disk-usage.ts");
      const [uses, cache] = await Promise.all([diskUsage(context), runningCacheUsage(context)]);
      return { uses: [...uses, cacheUse(cache)] };
    }
    const { diskItems } = await import("../../system/disk-items.ts");
    // As with Docker, ids are short in the tables alone.
    const noTrunc = !/^(table|wide)?$/.test(format);
    const [items, cache] = await Promise.all([diskItems(context, { noTrunc }), runningCacheUsage(context)]);
    return { uses: [], sections: [...itemSections(items), cacheSection(cache, { noTrunc, nowMs: Date.now() })] };
  },
  output: {
    kind: "table",
    headings: { Type: "TYPE", TotalCount: "TOTAL", Active: "ACTIVE", Size: "SIZE", Reclaimable: "RECLAIMABLE" },
    columns: () => ["Type", "TotalCount", "Active", "Size", "Reclaimable"],
    rows: ({ uses }) => uses.map(useRow),
    sections: ({ sections }) => sections,
  },
});

/** What images have as well is counted with them. */
function cacheUse(cache: CacheUsage | undefined): DiskUse {
  const records = cache?.records ?? [];
  const own = records.filter(({ shared }) => !shared);
  const sum = (some: typeof records) => some.reduce((all, { size }) => all + size, 0);
  return {
    type: "Build Cache",
    total: records.length,
    active: records.filter(({ inUse }) => inUse).length,
    sizeBytes: sum(own),
    reclaimableBytes: sum(own.filter(({ inUse }) => !inUse)),
  };
}

function useRow({ type, total, active, sizeBytes, reclaimableBytes }: DiskUse): Fields {
  const share = sizeBytes === 0 ? "" : ` (${Math.floor((reclaimableBytes * 100) / sizeBytes)}%)`;
  return {
    Type: type,
    TotalCount: String(total),
    Active: String(active),
    Size: decimalSize(sizeBytes),
    Reclaimable: `${decimalSize(reclaimableBytes)}${share}`,
  };
}
