import { localTime } from "../../local-time.ts";
import { defineCommand } from "../define-command.ts";
import { labelHeading } from "../output.ts";

export const networkLsCommand = defineCommand({
  name: "network ls",
  summary: "List networks",
  args: {},
  interspersed: true,
  flags: {
    filter: {
      type: "filters",
      short: "f",
      summary: "Only those that match: dangling, driver, id, label, name, scope, type",
    },
    format: { type: "string", summary: "json, table, wide, or a Go template" },
    "no-trunc": { type: "bool", summary: "Show ids in full" },
    quiet: { type: "bool", short: "q", summary: "Only ids" },
  },
  examples: ["network ls", "network ls --filter driver=bridge -q", "network ls --format '{{.Name}}: {{.Driver}}'"],
  async execute(context, { filter }) {
    const { parseFilters } = await import("../../container/filters.ts");
    const { listNetworks, networkFilterKeys } = await import("../../container/network/network-list.ts");
    return await listNetworks(context, parseFilters(filter, networkFilterKeys));
  },
  output: {
    kind: "table",
    headings: {
      ID: "NETWORK ID",
      Name: "NAME",
      Driver: "DRIVER",
      Scope: "SCOPE",
      IPv6: "IPV6",
      Internal: "INTERNAL",
      CreatedAt: "CREATED AT",
      Labels: "LABELS",
      File: "FILE",
      Label: labelHeading,
    },
    columns: () => ["ID", "Name", "Driver", "Scope"],
    wide: () => ["ID", "Name", "Driver", "Scope", "IPv6", "Internal", "File"],
    quiet: "ID",
    rows: (networks, { noTrunc }) =>
      networks.map(({ id, name, driver, labels, hasIpv6, isInternal, file, createdMs }) => ({
        ID: noTrunc ? id : id.slice(0, 12),
        Name: name,
        Driver: driver,
        Scope: "local",
        IPv6: String(hasIpv6),
        Internal: String(isInternal),
        // Names of time zones take 14 ms to load, and few formats show it.
        get CreatedAt() {
          return createdMs === 0 ? "" : localTime(createdMs);
        },
        Labels: Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(","),
        File: file,
        Label: (key: string) => labels[key] ?? "",
      })),
  },
});
