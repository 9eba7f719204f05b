import type { CacheUsage } from "../../build/usage/cache-usage.ts";
import type { DiskItems } from "../../system/disk-items.ts";
import { decimalSize, roughDuration } from "../../units.ts";
import type { Section } from "../output.ts";
import { volumeRow } from "../volume/ls.ts";

const idLength = 12;

/** The tables of `system df --verbose`, as Docker has them, but for the build cache's. */
export function itemSections({ images, containers, volumes }: DiskItems): readonly Section[] {
  return [
    {
      name: "Images",
      title: "Images space usage:",
      columns: {
        Repository: "REPOSITORY",
        Tag: "TAG",
        ID: "IMAGE ID",
        CreatedSince: "CREATED",
        Size: "SIZE",
        SharedSize: "SHARED SIZE",
        UniqueSize: "UNIQUE SIZE",
        Containers: "CONTAINERS",
      },
      rows: images,
    },
    {
      name: "Containers",
      title: "Containers space usage:",
      columns: {
        ID: "CONTAINER ID",
        Image: "IMAGE",
        Command: "COMMAND",
        LocalVolumes: "LOCAL VOLUMES",
        Size: "SIZE",
        RunningFor: "CREATED",
        Status: "STATUS",
        Names: "NAMES",
      },
      rows: containers,
    },
    {
      name: "Volumes",
      title: "Local Volumes space usage:",
      columns: { Name: "VOLUME NAME", Links: "LINKS", Size: "SIZE" },
      rows: volumes.map(volumeRow),
    },
  ];
}

/** Docker's fourth table. */
export function cacheSection(
  cache: CacheUsage | undefined,
  { noTrunc, nowMs }: { readonly noTrunc: boolean; readonly nowMs: number },
): Section {
  const records = cache?.records ?? [];
  const ownBytes = records.reduce((sum, { size, shared }) => sum + (shared ? 0 : size), 0);
  const since = (time: string | undefined) =>
    time === undefined ? "" : `${roughDuration(nowMs - Date.parse(time))} ago`;
  return {
    name: "BuildCache",
    title: `Build cache usage: ${decimalSize(ownBytes)}`,
    columns: {
      ID: "CACHE ID",
      CacheType: "CACHE TYPE",
      Size: "SIZE",
      CreatedSince: "CREATED",
      LastUsedSince: "LAST USED",
      UsageCount: "USAGE",
      Shared: "SHARED",
    },
    rows: records.map(({ id, recordType, size, createdAt, lastUsedAt, usageCount, shared }) => ({
      ID: noTrunc ? id : id.slice(0, idLength),
      CacheType: recordType,
      Size: decimalSize(size, 3),
      CreatedSince: since(createdAt),
      LastUsedSince: since(lastUsedAt),
      UsageCount: String(usageCount),
      Shared: String(shared),
    })),
  };
}
