import { parseBytes } from "../../units.ts";
import type { Volume } from "../../volume/volume.ts";
import { fitsLabels, invalidFilter, parseFilters } from "../filters.ts";

/** What filters look at; a size is there where one of them asks for it. */
export interface FilteredVolume extends Pick<Volume, "name" | "labels"> {
  readonly isUsed: boolean;
  readonly sizeBytes: number | undefined;
}

export interface VolumeFilter {
  readonly asksForSize: boolean;
  fits(volume: FilteredVolume): boolean;
}

const keys = ["name", "label", "label!", "dangling", "driver"] as const;

const comparisons: Readonly<Record<string, (size: number, limit: number) => boolean>> = {
  "=": (size, limit) => size === limit,
  "<": (size, limit) => size < limit,
  ">": (size, limit) => size > limit,
  "<=": (size, limit) => size <= limit,
  ">=": (size, limit) => size >= limit,
};

/** Docker's filters, and nerdctl's `size>=10m`. Throws INVALID_VALUE. */
export function volumeFilter(texts: readonly string[]): VolumeFilter {
  const sizes = texts.filter((text) => /^\s*size\s*[<>=]/.test(text));
  const tests = sizes.map(sizeTest);
  const filters = parseFilters(
    texts.filter((text) => !sizes.includes(text)),
    keys,
  );
  const dangling = (filters.get("dangling") ?? []).map(flag);
  const any = (key: string, test: (value: string) => boolean) => filters.get(key)?.some(test) ?? true;
  return {
    asksForSize: sizes.length > 0,
    fits({ name, labels = {}, isUsed, sizeBytes = 0 }) {
      if (!any("name", (part) => name.includes(part))) return false;
      if (!any("driver", (driver) => driver === "local")) return false;
      if (dangling.length > 0 && !dangling.includes(!isUsed)) return false;
      return fitsLabels(labels, filters) && tests.every((test) => test(sizeBytes));
    },
  };
}

function sizeTest(text: string): (size: number) => boolean {
  const [, sign = "", value = ""] = /^\s*size\s*([<>]?=?)\s*(.*?)\s*$/.exec(text) ?? [];
  const [limit, compare] = [parseBytes(value), comparisons[sign]];
  if (limit === undefined || compare === undefined) throw invalidFilter(text, "write size=10m, size>=10m, size<10m, …");
  return (size) => compare(size, limit);
}

function flag(text: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw invalidFilter(`dangling=${text}`, "write dangling=true or dangling=false");
}
