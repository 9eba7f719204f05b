import { posix } from "node:path";
import type { TocEntry } from "./toc-entry.ts";

/** A part of a file's content, and where it is in the layer. */
interface Chunk {
  readonly chunkOffset: number;
  readonly chunkSize: number;
  readonly chunkDigest: string;
  place: { readonly offset: number; readonly innerOffset: number; readonly endOffset: number } | undefined;
}

/** One entry of the tar, filled as its content goes by. */
export class TocRow {
  readonly entry: TocEntry;
  readonly chunks: Chunk[] = [];
  /** Of the whole content. */
  digest: string | undefined;

  constructor(entry: TocEntry) {
    this.entry = entry;
  }
}

/** The files of a layer and where their content is, in the order of the tar. */
export class TableOfContents {
  readonly #rows = new Map<string, TocRow>();
  #hasTwins = false;

  /** Of two entries for one path, the later one counts, as it does where the tar is unpacked. */
  add(entry: TocEntry): TocRow {
    const row = new TocRow(entry);
    const path = cleanPath(entry.name);
    if (this.#rows.delete(path)) this.#hasTwins = true;
    this.#rows.set(path, row);
    return row;
  }

  /** Whether the tar has more entries than the table. */
  get hasTwins(): boolean {
    return this.#hasTwins;
  }

  /** `endOffsets`: each file also says where its content ends, as containers/storage wants it. */
  entries({ endOffsets }: { readonly endOffsets: boolean }): object[] {
    return [...this.#rows.values()].flatMap((row) => {
      const [first, ...more] = row.chunks;
      if (first === undefined) return [{ ...row.entry, ...(row.digest !== undefined && { digest: row.digest }) }];
      const end = endOffsets ? { endOffset: row.chunks.at(-1)?.place?.endOffset } : {};
      const isWhole = more.length === 0;
      return [
        { ...row.entry, digest: row.digest, ...chunkFields(first, isWhole), ...end },
        ...more.map((chunk, index) => ({
          name: row.entry.name,
          type: "chunk",
          ...chunkFields(chunk, !endOffsets && index === more.length - 1),
        })),
      ];
    });
  }
}

/** One spelling for a path, however a tar writes it. */
export function cleanPath(name: string): string {
  return posix.normalize(`/${name}`).replace(/^\/+|\/+$/g, "");
}

/** The last chunk's size is left out: it goes to the end of the file (eStargz, "chunkSize"). */
function chunkFields({ chunkOffset, chunkSize, chunkDigest, place }: Chunk, isLast: boolean): object {
  return {
    offset: place?.offset,
    ...(place !== undefined && place.innerOffset > 0 && { innerOffset: place.innerOffset }),
    ...(chunkOffset > 0 && { chunkOffset }),
    ...(!isLast && { chunkSize }),
    chunkDigest,
  };
}
