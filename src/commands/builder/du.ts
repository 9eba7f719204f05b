import type { UsageRecord } from "../../buildkit/protocol.ts";
import { decimalSize, roughDuration } from "../../units.ts";
import { alignedRows } from "../aligned-rows.ts";
import { defineCommand } from "../define-command.ts";
import { builderFlags, builderHost } from "./builder-flags.ts";

export const builderDuCommand = defineCommand({
  name: "builder du",
  summary: "Show what the build cache takes of the disk",
  args: {},
  interspersed: true,
  flags: {
    ...builderFlags,
    filter: {
      type: "list",
      summary: "Only what matches: until=24h, id=PART, type=TYPE, inuse, mutable, immutable, shared, private",
    },
    format: { type: "string", summary: "json, or a Go template" },
    verbose: { type: "bool", summary: "All that is known of each" },
  },
  examples: ["builder du", "builder du --filter until=72h --filter private", "builder du --verbose"],
  async execute(context, options) {
    const { cacheUsage } = await import("../../build/usage/cache-usage.ts");
    const { filter } = options;
    return { ...(await cacheUsage(context, { filter, host: builderHost(options) })), isFiltered: filter.length > 0 };
  },
  output: {
    kind: "report",
    text: (usage, { verbose }) => {
      const list = verbose ? usage.records.map(recordText).join("\n") : recordTable(usage.records);
      const total = [["Total:", decimalSize(usage.totalBytes)]];
      const parts = [
        ["Shared:", decimalSize(usage.sharedBytes)],
        ["Private:", decimalSize(usage.privateBytes)],
        ["Reclaimable:", decimalSize(usage.reclaimableBytes)],
      ];
      const sums = alignedRows(usage.isFiltered ? total : [...parts, ...total]);
      return verbose ? `${list}\n${sums}` : `${list}${sums}`;
    },
    object: ({ records, sharedBytes, privateBytes, reclaimableBytes, totalBytes }) => ({
      Records: records.map(recordFields),
      Shared: sharedBytes,
      Private: privateBytes,
      Reclaimable: reclaimableBytes,
      Total: totalBytes,
    }),
  },
});

/** Stars as in buildx: what may still change, and a size that others have, too. */
export function recordTable(records: readonly UsageRecord[]): string {
  const rows = records.map(({ id, mutable, inUse, shared, size, lastUsedAt }) => [
    `${id}${mutable ? "*" : ""}`,
    String(!inUse),
    `${decimalSize(size)}${shared ? "*" : ""}`,
    lastUsedAt === undefined ? "" : ago(lastUsedAt),
  ]);
  return alignedRows([["ID", "RECLAIMABLE", "SIZE", "LAST ACCESSED"], ...rows]);
}

export function recordText(record: UsageRecord): string {
  const { id, parents, createdAt, mutable, inUse, shared, size, description, usageCount, lastUsedAt, recordType } =
    record;
  return alignedRows([
    ["ID:", id],
    ...(parents.length === 0 ? [] : [[parents.length === 1 ? "Parent:" : "Parents:", parents.join(", ")]]),
    ["Created at:", createdAt ?? ""],
    ["Mutable:", String(mutable)],
    ["Reclaimable:", String(!inUse)],
    ["Shared:", String(shared)],
    ["Size:", decimalSize(size)],
    ...(description === "" ? [] : [["Description:", description]]),
    ["Usage count:", String(usageCount)],
    ...(lastUsedAt === undefined ? [] : [["Last used:", ago(lastUsedAt)]]),
    ...(recordType === "" ? [] : [["Type:", recordType]]),
  ]);
}

/** As `docker system df -v --format json` names them. */
function recordFields(record: UsageRecord) {
  const { id, parents, recordType, description, inUse, shared, size, createdAt, lastUsedAt, usageCount, mutable } =
    record;
  return {
    ...{ ID: id, Parents: parents, Type: recordType, Description: description, InUse: inUse, Shared: shared },
    ...{ Mutable: mutable, Size: size, CreatedAt: createdAt, LastUsedAt: lastUsedAt, UsageCount: usageCount },
  };
}

function ago(time: string): string {
  return `${roughDuration(Date.now() - Date.parse(time))} ago`;
}
