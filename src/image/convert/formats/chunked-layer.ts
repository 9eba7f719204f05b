import { createHash } from "node:crypto";
import { ByteReader } from "../../archive/byte-reader.ts";
import { paddingBytes } from "../../archive/tar-header.ts";
import { type Compress, compressedInOrder } from "../pool/ordered-compression.ts";
import { landmarks, noPrefetchLandmark, tocName } from "./landmarks.ts";
import { isEnd, type LayerEnd, type LayerEntry, layerEntries, madeEntry } from "./layer-entries.ts";
import { cleanPath, TableOfContents, type TocRow } from "./table-of-contents.ts";
import { tocEntry } from "./toc-entry.ts";

export interface ChunkedShape {
  /** Most bytes of content in one member. */
  readonly chunkBytes: number;
  /** Members go on with the next file until they have as many. */
  readonly minMemberBytes: number;
  /** Content shares no member with the headers after it. */
  readonly contentAlone: boolean;
  /** Start with the landmark that says that nothing is to be fetched ahead; false where the tar has its landmark, or is to stay as it is. */
  readonly landmark: boolean;
  /** Bytes of the tar as they are: no entry and no end is left out. */
  readonly verbatim: boolean;
  readonly compress: Compress;
  /** Sees all bytes of the tar. */
  readonly watch: TarWatch;
}

/** Follows a tar: what is content of files, and what is all around it. */
export interface TarWatch {
  frame(bytes: Uint8Array): void;
  content(bytes: Uint8Array): void;
  /** After each entry's content, which is empty for those that have none. */
  entryEnd(name: string, size: number): void;
}

interface Member {
  readonly bytes: Uint8Array;
  readonly chunks: readonly { readonly row: TocRow; readonly index: number; readonly innerOffset: number }[];
}

/** Headers without any content come in members no larger than this. */
const headerBytes = 4 * 1024 * 1024;

/** A tar as compressed members, each of which can be read without the others, and the table of what is in them. */
export class ChunkedLayer {
  readonly table = new TableOfContents();
  /** Of the members that were given so far. */
  packedBytes = 0;
  readonly #shape: ChunkedShape;
  #parts: Uint8Array[] = [];
  #heldBytes = 0;
  #chunks: Member["chunks"][number][] = [];

  constructor(shape: ChunkedShape) {
    this.#shape = shape;
  }

  async *members(tar: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const { item, packed } of compressedInOrder(this.#members(tar), this.#shape.compress)) {
      const [offset, endOffset] = [this.packedBytes, this.packedBytes + packed.length];
      for (const { row, index, innerOffset } of item.chunks)
        row.chunks[index]!.place = { offset, innerOffset, endOffset };
      this.packedBytes = endOffset;
      yield packed;
    }
  }

  async *#members(tar: AsyncIterable<Uint8Array>): AsyncGenerator<Member> {
    const reader = new ByteReader(tar);
    const { landmark, verbatim } = this.#shape;
    try {
      if (landmark) yield* this.#entry(madeEntry(noPrefetchLandmark, landmarks.content));
      for await (const entry of layerEntries(reader)) {
        if (isEnd(entry)) yield* this.#end(entry);
        else if (!verbatim && this.#isLeftOut(entry.name)) await entry.take(entry.size + paddingBytes(entry.size));
        else yield* this.#entry(entry);
      }
      yield* this.#flush();
    } finally {
      await reader.close();
    }
  }

  /** What an earlier conversion put in is put in anew, or not at all. */
  #isLeftOut(name: string): boolean {
    const path = cleanPath(name);
    return path === tocName || (this.#shape.landmark && landmarks.names.has(path));
  }

  async *#entry(entry: LayerEntry): AsyncGenerator<Member> {
    const { watch, contentAlone } = this.#shape;
    if (this.#heldBytes > headerBytes && this.#heldBytes > this.#shape.minMemberBytes) yield* this.#flush();
    this.#push(entry.head);
    watch.frame(entry.head);
    const row = this.table.add(tocEntry(entry));
    if (row.entry.type === "reg") yield* this.#content(entry, row);
    watch.entryEnd(entry.name, entry.size);
    if (contentAlone && entry.size > 0) yield* this.#flush();
    const padding = await entry.take(paddingBytes(entry.size));
    this.#push(padding);
    watch.frame(padding);
  }

  async *#content(entry: LayerEntry, row: TocRow): AsyncGenerator<Member> {
    const { chunkBytes, minMemberBytes, watch } = this.#shape;
    const whole = createHash("sha256");
    const isLandmark = landmarks.names.has(cleanPath(entry.name));
    for (let at = 0; at < entry.size; at += chunkBytes) {
      if (isLandmark || this.#heldBytes >= minMemberBytes) yield* this.#flush();
      const bytes = await entry.take(Math.min(chunkBytes, entry.size - at));
      whole.update(bytes);
      watch.content(bytes);
      const chunkDigest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
      this.#chunks.push({ row, index: row.chunks.length, innerOffset: this.#heldBytes });
      row.chunks.push({ chunkOffset: at, chunkSize: bytes.length, chunkDigest, place: undefined });
      this.#push(bytes);
    }
    row.digest = `sha256:${whole.digest("hex")}`;
  }

  /** What a table of contents is to follow has no end yet. */
  async *#end({ head, rest }: LayerEnd): AsyncGenerator<Member> {
    const { verbatim, watch } = this.#shape;
    if (!verbatim) {
      for await (const _zeros of rest);
      return;
    }
    this.#push(head);
    watch.frame(head);
    for await (const bytes of rest) {
      if (this.#heldBytes > headerBytes) yield* this.#flush();
      this.#push(bytes);
      watch.frame(bytes);
    }
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#heldBytes += bytes.length;
  }

  *#flush(): Generator<Member> {
    if (this.#heldBytes === 0) return;
    const member = { bytes: Buffer.concat(this.#parts), chunks: this.#chunks };
    [this.#parts, this.#chunks, this.#heldBytes] = [[], [], 0];
    yield member;
  }
}
