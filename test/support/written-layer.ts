import type { LayerFacts, LayerFormat } from "../../src/image/convert/formats/layer-format.ts";
import { inPieces } from "./layer-tar.ts";

export interface WrittenLayer extends LayerFacts {
  readonly bytes: Buffer;
}

/** A tar written in a format. */
export async function writtenLayer(format: LayerFormat, tar: Uint8Array): Promise<WrittenLayer> {
  const chunks: Uint8Array[] = [];
  const writing = format.write(inPieces(tar));
  let next = await writing.next();
  for (; !next.done; next = await writing.next()) chunks.push(next.value);
  return { ...next.value, bytes: Buffer.concat(chunks) };
}

/** A row of a table of contents, as a reader finds it. */
export interface TocRow {
  readonly name: string;
  readonly type: string;
  readonly size?: number;
  readonly offset?: number;
  readonly endOffset?: number;
  readonly innerOffset?: number;
  readonly chunkOffset?: number;
  readonly chunkSize?: number;
  readonly chunkDigest?: string;
  readonly digest?: string;
}

/** What a reader that goes by the table has of each file, chunk by chunk; `at` gives decompressed bytes from an offset of the layer on. */
export async function filesByTable(
  entries: readonly TocRow[],
  at: (offset: number, size: number) => Promise<Buffer> | Buffer,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const row of entries) {
    if (row.offset === undefined) continue;
    const whole = entries.find(({ name, type }) => name === row.name && type === "reg")?.size ?? 0;
    const size = row.chunkSize ?? whole - (row.chunkOffset ?? 0);
    const inner = row.innerOffset ?? 0;
    const bytes = (await at(row.offset, inner + size)).subarray(inner, inner + size);
    files.set(row.name, Buffer.concat([files.get(row.name) ?? Buffer.alloc(0), bytes]));
  }
  return files;
}
