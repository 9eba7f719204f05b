import { localTime } from "../../local-time.ts";
import { decimalSize, roughDuration } from "../../units.ts";
import { formatPlatform } from "../platform.ts";
import type { ImageRow } from "./list.ts";

/** Docker's `images` shows sizes with three digits. */
export const sizeDigits = 3;

/** An image in the fields of `docker images`, as texts; `BlobSize`, `Name` and `Platform` are nerdctl's. */
export function imageFields(
  { name, repository, tag, digest, configDigest, platform, builtAt, sizeBytes, blobBytes, imageLabels }: ImageRow,
  { noTrunc, nowMs }: { noTrunc: boolean; nowMs: number },
): Readonly<Record<string, unknown>> {
  const id = configDigest ?? digest;
  return {
    Repository: repository,
    Tag: tag,
    ID: noTrunc ? id : id.replace(/^\w+:/, "").slice(0, 12),
    Digest: digest,
    Name: name,
    CreatedSince: isTime(builtAt) ? `${roughDuration(nowMs - Date.parse(builtAt))} ago` : "N/A",
    // Names of time zones take long to load.
    get CreatedAt() {
      return isTime(builtAt) ? localTime(Date.parse(builtAt)) : "N/A";
    },
    Size: decimalSize(sizeBytes, sizeDigits),
    // Docker computes these for `system df` alone.
    Containers: "N/A",
    SharedSize: "N/A",
    UniqueSize: "N/A",
    VirtualSize: decimalSize(sizeBytes),
    BlobSize: decimalSize(blobBytes, sizeDigits),
    Platform: platform === undefined ? "" : formatPlatform(platform),
    Label: (key: string) => imageLabels[key] ?? "",
  };
}

/** Reproducible images say no time, or the year 1. */
export function isTime(text: string | undefined): text is string {
  return text !== undefined && Date.parse(text) > Date.parse("0001-01-02T00:00:00Z");
}
