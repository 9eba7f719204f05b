import type { DiskItem } from "../../system/disk-items.ts";
import type { DiskUse } from "../../system/disk-usage.ts";
import { decimalSize } from "../../units.ts";
import { defineCommand } from "../define-command.ts";

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
  async execute(context, { verbose }) {
    if (verbose) return (await (await import("../../system/disk-items.ts")).diskItems(context)).map(itemRow);
    return (await (await import("../../system/disk-usage.ts")).diskUsage(context)).map(useRow);
  },
  output: {
    kind: "table",
    headings: {
      Type: "TYPE",
      TotalCount: "TOTAL",
      Active: "ACTIVE",
      Size: "SIZE",
      Reclaimable: "RECLAIMABLE",
      Name: "NAME",
    },
    columns: ({ verbose }) =>
      verbose ? ["Type", "Name", "Active", "Size"] : ["Type", "TotalCount", "Active", "Size", "Reclaimable"],
    rows: (rows) => rows,
  },
});

function useRow({ type, total, active, sizeBytes, reclaimableBytes }: DiskUse): Record<string, string> {
  const share = sizeBytes === 0 ? "" : ` (${Math.floor((reclaimableBytes * 100) / sizeBytes)}%)`;
  return {
    Type: type,
    TotalCount: String(total),
    Active: String(active),
    Size: decimalSize(sizeBytes),
    Reclaimable: `${decimalSize(reclaimableBytes)}${share}`,
  };
}

function itemRow({ type, name, isActive, sizeBytes }: DiskItem): Record<string, string> {
  return { Type: type, Name: name, Active: String(isActive), Size: decimalSize(sizeBytes) };
}
