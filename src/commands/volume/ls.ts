import type { ListedVolume } from "../../container/mounts/volume-list.ts";
import { decimalSize } from "../../units.ts";
import { defineCommand } from "../define-command.ts";
import { type Fields, labelHeading } from "../output.ts";
import { clusterReason } from "./cluster.ts";

/** What stands above the fields of volumes. */
export const volumeHeadings = {
  Availability: "AVAILABILITY",
  Driver: "DRIVER",
  Group: "GROUP",
  Label: labelHeading,
  Labels: "LABELS",
  Links: "LINKS",
  Mountpoint: "MOUNTPOINT",
  Name: "VOLUME NAME",
  Scope: "SCOPE",
  Size: "SIZE",
  Status: "STATUS",
} as const;

export const volumeWideColumns: readonly string[] = ["Driver", "Name", "Labels", "Mountpoint", "Links", "Size"];

export const volumeLsCommand = defineCommand({
  name: "volume ls",
  summary: "List volumes",
  args: {},
  interspersed: true,
  flags: {
    filter: {
      type: "list", // Not all are KEY=VALUE.
      short: "f",
      summary: "Only those that match: dangling, driver, label, name, size (size>=10m)",
    },
    format: { type: "string", summary: "json, table, wide, or a Go template" },
    quiet: { type: "bool", short: "q", summary: "Only names" },
    size: { type: "bool", short: "s", summary: "Show what they take of the disk" },
  },
  refused: { cluster: clusterReason },
  examples: ["volume ls", "volume ls -q --filter dangling=true", "volume ls --format '{{.Name}}: {{.Mountpoint}}'"],
  async execute(context, { filter, size }) {
    const { listVolumes } = await import("../../container/mounts/volume-list.ts");
    const { volumeFilter } = await import("../../container/mounts/volume-filter.ts");
    return await listVolumes(context, { filter: volumeFilter(filter), size });
  },
  output: {
    kind: "table",
    headings: volumeHeadings,
    columns: ({ size }) => ["Driver", "Name", ...(size ? ["Size"] : [])],
    wide: () => volumeWideColumns,
    quiet: "Name",
    rows: (volumes) => volumes.map(volumeRow),
  },
});

const unknown = "N/A";

/** A volume in the fields of `docker volume ls`, as texts. */
export function volumeRow({ name, mountpoint, labels = {}, users, sizeBytes }: ListedVolume): Fields {
  return {
    Availability: unknown,
    Driver: "local",
    Group: unknown,
    Label: (key: string) => labels[key] ?? "",
    Labels: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
    Links: String(users.length),
    Mountpoint: mountpoint,
    Name: name,
    Scope: "local",
    Size: sizeBytes === undefined ? unknown : decimalSize(sizeBytes),
    Status: unknown,
  };
}
