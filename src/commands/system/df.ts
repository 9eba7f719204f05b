import type { DiskUse } from "../../system/disk-usage.ts";
import { decimalSize } from "../../units.ts";
import { defineCommand } from "../define-command.ts";
import type { Fields, Section } from "../output.ts";
import { itemSections } from "./df-sections.ts";

interface Report {
  readonly uses: readonly DiskUse[];
  /** What there is in detail, where it was asked for. */
  readonly sections?: readonly Section[];
}

export const systemDfCommand = defineCommand({
  name: "system df",
  summary: "Show what images, containers and volumes take of the disk",
  args: {},
  interspersed: true,
  flags: {
    format: { type: "string", summary: "json, table, or a Go template" },
    verbose: { type: "bool", short: "v", summary: "A line for each of them" },
  },
  examples: ["system df", "system df -v", "system df --format '{{.Type}}: {{.Reclaimable}}'"],
  async execute(context, { format = "", verbose }): Promise<Report> {
    if (!verbose) return { uses: await (await import("../../system/disk-usage.ts")).diskUsage(context) };
    const { diskItems } = await import("../../system/disk-items.ts");
    // As with Docker, ids are short in the tables alone.
    return { uses: [], sections: itemSections(await diskItems(context, { noTrunc: !/^(table|wide)?$/.test(format) })) };
  },
  output: {
    kind: "table",
    headings: { Type: "TYPE", TotalCount: "TOTAL", Active: "ACTIVE", Size: "SIZE", Reclaimable: "RECLAIMABLE" },
    columns: () => ["Type", "TotalCount", "Active", "Size", "Reclaimable"],
    rows: ({ uses }) => uses.map(useRow),
    sections: ({ sections }) => sections,
  },
});

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
