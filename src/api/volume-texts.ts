import { VolumeHandle } from "./volume-handle.ts";

/** As at the command line, or by target: `{ "/data": handle, "/cache": "name", "/src": "./src" }`. */
export type VolumeInputs = string | readonly string[] | Readonly<Record<string, string | VolumeHandle>>;

/** What `--volume` would say. */
export function volumeTexts(volumes: VolumeInputs): string | readonly string[] {
  if (typeof volumes === "string" || isList(volumes)) return volumes;
  return Object.entries(volumes).map(([target, source]) => {
    return `${source instanceof VolumeHandle ? source.name : source}:${target}`;
  });
}

function isList(value: VolumeInputs): value is readonly string[] {
  return Array.isArray(value);
}
