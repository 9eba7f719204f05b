import type { RemovedImage } from "../../image/remove.ts";

/** What Docker's `prune` commands say of images; nothing where none went. */
export function prunedImageLines({ untagged, deleted }: RemovedImage): string[] {
  if (untagged.length === 0) return [];
  const lines = [...untagged.map((name) => `untagged: ${name}`), ...deleted.map((digest) => `deleted: ${digest}`)];
  return ["Deleted Images:", ...lines, ""];
}
