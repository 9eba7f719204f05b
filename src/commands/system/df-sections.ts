import type { DiskItems } from "../../system/disk-items.ts";
import type { Section } from "../output.ts";
import { volumeRow } from "../volume/ls.ts";

/** The tables of `system df --verbose`, as Docker has them. */
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
    {
      name: "BuildCache",
      title: "Build cache usage: 0B",
      columns: {
        ID: "CACHE ID",
        CacheType: "CACHE TYPE",
        Size: "SIZE",
        CreatedSince: "CREATED",
        LastUsedSince: "LAST USED",
        UsageCount: "USAGE",
        Shared: "SHARED",
      },
      rows: [],
    },
  ];
}
