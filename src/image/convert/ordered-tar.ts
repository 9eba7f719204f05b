import { blobBytes } from "../../engine/content-files.ts";
import type { Engine } from "../../engine/engine.ts";
import { ByteReader } from "../archive/byte-reader.ts";
import { paddingBytes } from "../archive/tar-header.ts";
import { tarEnd } from "../archive/tar-writer.ts";
import { landmarks, prefetchLandmark } from "./formats/landmarks.ts";
import { entryBytes, isEnd, layerEntries, madeEntry } from "./formats/layer-entries.ts";
import { orderFiles, type TarPlace } from "./plan/file-order.ts";

/** The tar in the blob `digest` with the wanted files first, and a landmark after them. Read twice: once for its names. */
export async function* orderedTar(
  engine: Engine,
  digest: string,
  wanted: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { first, rest } = orderFiles(await placesIn(engine, digest, signal), wanted);
  const landmark = madeEntry(prefetchLandmark, landmarks.content);
  for (const place of runs(first)) yield* range(engine, digest, place, signal);
  yield landmark.head;
  yield await landmark.take(landmark.size + paddingBytes(landmark.size));
  for (const place of runs(rest)) yield* range(engine, digest, place, signal);
  yield tarEnd;
}

async function placesIn(engine: Engine, digest: string, signal: AbortSignal): Promise<TarPlace[]> {
  const reader = new ByteReader(blobBytes(engine, digest, { signal }));
  const places: TarPlace[] = [];
  let offset = 0;
  try {
    for await (const entry of layerEntries(reader)) {
      if (isEnd(entry)) break;
      const { name, flag, target } = entry;
      const size = entryBytes(entry);
      places.push({ name, linkTarget: flag === "1" ? target : undefined, offset, size });
      offset += size;
      for await (const _content of reader.stream(size - entry.head.length));
    }
  } finally {
    await reader.close();
  }
  return places;
}

interface Range {
  offset: number;
  size: number;
}

/** Neighbours are read in one go. */
function runs(places: readonly TarPlace[]): Range[] {
  const found: Range[] = [];
  for (const { offset, size } of places) {
    const last = found.at(-1);
    if (last !== undefined && last.offset + last.size === offset) last.size += size;
    else found.push({ offset, size });
  }
  return found;
}

async function* range(
  engine: Engine,
  digest: string,
  { offset, size }: Range,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(blobBytes(engine, digest, { offset, signal }));
  try {
    yield* reader.stream(size);
  } finally {
    await reader.close();
  }
}
