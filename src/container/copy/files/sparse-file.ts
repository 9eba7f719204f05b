import { NerdError } from "../../../errors.ts";
import { checkedTarSize, invalidTar, tarBlockBytes, tarNumber } from "../../../image/archive/tar-header.ts";
import type { LayerEntry } from "../../../image/convert/formats/layer-entries.ts";

/** Bytes that an archive has of a sparse file; what is between them are zeros. */
interface Piece {
  readonly at: number;
  readonly length: number;
}

export interface SparseFile {
  readonly name: string;
  readonly size: number;
  readonly pieces: readonly Piece[];
  /** Bytes of the entry's content that the map took. */
  readonly mapBytes: number;
}

/** Of one that has more, the map alone would fill memory. */
const mostPieces = 1_000_000;
const zeros = new Uint8Array(256 * 1024);

/**
 * The map of a sparse file, as GNU tar writes it: in and behind the header (its own format, `S`), in a pax attribute (0.1), or before the content
 * (1.0); undefined where the entry is none (GNU tar, "Sparse Formats"). Throws UNSUPPORTED for other versions, ARCHIVE_INVALID for a wrong map.
 */
export async function readSparse(entry: LayerEntry): Promise<SparseFile | undefined> {
  const text = (key: string) => entry.records.get(`GNU.sparse.${key}`)?.toString();
  const name = text("name") ?? entry.name;
  if (entry.flag === "S") {
    const numbers = await oldMap(entry);
    return checked(entry, { name: entry.name, size: tarNumber(entry.block, 483, 12), numbers, mapBytes: 0 });
  }
  if (text("major") === "1" && text("minor") === "0") {
    const { numbers, mapBytes } = await leadingMap(entry);
    return checked(entry, { name, size: count(text("realsize")), numbers, mapBytes });
  }
  const map = text("map");
  if (map !== undefined) {
    const numbers = map === "" ? [] : map.split(",").map(count);
    return checked(entry, { name, size: count(text("size")), numbers, mapBytes: 0 });
  }
  if (![...entry.records.keys()].some((key) => key.startsWith("GNU.sparse."))) return undefined;
  throw new NerdError("UNSUPPORTED", `a sparse file in an archive: ${name}`, { hint: "make it without tar --sparse" });
}

/** The file's bytes; `take` gives the next ones of the archive. */
export async function* filled(
  { size, pieces }: SparseFile,
  take: (most: number) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (const { at, length } of [...pieces, { at: size, length: 0 }]) {
    for (; position < at; position += Math.min(at - position, zeros.length)) yield zeros.subarray(0, at - position);
    while (position < at + length) {
      const part = await take(at + length - position);
      position += part.length;
      yield part;
    }
  }
}

/** Pairs of offset and length, twelve bytes each: four in the header, 21 in each block behind it. */
async function oldMap({ block, take }: LayerEntry): Promise<number[]> {
  const numbers = pairs(block, 386, 4);
  for (let isMore = block[482] === 1; isMore; ) {
    const next = Buffer.from(await take(tarBlockBytes));
    numbers.push(...pairs(next, 0, 21));
    if (numbers.length > mostPieces * 2) throw invalidTar("a sparse file has too many pieces");
    isMore = next[504] === 1;
  }
  return numbers;
}

function pairs(block: Buffer, start: number, most: number): number[] {
  const numbers: number[] = [];
  for (let at = start; at < start + most * 24 && block[at] !== 0; at += 24)
    numbers.push(tarNumber(block, at, 12), tarNumber(block, at + 12, 12));
  return numbers;
}

/** Lines of one number: how many pieces, then offset and length of each; filled up to a whole block. */
async function leadingMap({ size, take }: LayerEntry): Promise<{ numbers: number[]; mapBytes: number }> {
  const numbers: number[] = [];
  let rest = "";
  for (let mapBytes = 0; mapBytes < size; ) {
    rest += Buffer.from(await take(tarBlockBytes)).toString("latin1");
    mapBytes += tarBlockBytes;
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      numbers.push(count(line));
      if (numbers[0]! > mostPieces) throw invalidTar("a sparse file has too many pieces");
      if (numbers.length === 1 + numbers[0]! * 2) return { numbers: numbers.slice(1), mapBytes };
    }
  }
  throw invalidTar("the map of a sparse file ends too early");
}

function checked(
  entry: LayerEntry,
  { numbers, ...file }: Omit<SparseFile, "pieces"> & { readonly numbers: readonly number[] },
): SparseFile {
  const pieces = Array.from({ length: Math.ceil(numbers.length / 2) }, (_, i) => ({
    at: numbers[i * 2]!,
    length: numbers[i * 2 + 1] ?? Number.NaN,
  }));
  let end = 0;
  let bytes = 0;
  for (const { at, length } of pieces) {
    if (!(at >= end && at + length <= file.size))
      throw invalidTar("the pieces of a sparse file do not follow each other");
    end = at + length;
    bytes += length;
  }
  if (bytes !== entry.size - file.mapBytes) throw invalidTar("the pieces of a sparse file are not its content");
  return { ...file, pieces };
}

function count(text: string | undefined): number {
  if (text === undefined || !/^\d{1,16}$/.test(text)) throw invalidTar("a size of a sparse file is no byte count");
  return checkedTarSize(Number(text));
}
