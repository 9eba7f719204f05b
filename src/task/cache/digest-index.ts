import { readFileSync, type Stats } from "node:fs";
import { ifThere } from "./if-there.ts";

const heading = "nerdsh digests 2";
const headBytes = 32;
const numbers = 5;
const digestBytes = 64;

/** What was known of files when the index was written: numbers of their stat beside their digests, as git's index has them. */
export interface DigestIndex {
  readonly paths: ReadonlyMap<string, number>;
  /** Size, times, inode and mode of the one at this place are still these. */
  matches(at: number, stat: Stats): boolean;
  digest(at: number): string;
  stamp(at: number): Float64Array;
}

export interface IndexEntry {
  readonly stamp: Float64Array;
  readonly digest: string;
}

/** Empty where there is no such file, or it is not whole. Numbers stay as they lie in it: nothing is parsed but the paths. */
export function readDigestIndex(file: string): DigestIndex {
  const read = ifThere(() => readFileSync(file)) ?? Buffer.alloc(0);
  const bytes = read.byteOffset % 8 === 0 ? read : Buffer.from(new Uint8Array(read).buffer);
  const count = bytes.length >= headBytes ? bytes.readUInt32LE(heading.length) : 0;
  const digestsAt = headBytes + count * numbers * 8;
  const pathsAt = digestsAt + count * digestBytes;
  const isWhole = bytes.length >= pathsAt && bytes.toString("latin1", 0, heading.length) === heading;
  const paths = isWhole && count > 0 ? bytes.toString("utf8", pathsAt).split("\n") : [];
  if (paths.length !== count || count === 0) return { ...none, paths: new Map() };
  const stamps = new Float64Array(bytes.buffer, bytes.byteOffset + headBytes, count * numbers);
  const digests = bytes.toString("latin1", digestsAt, pathsAt);
  return {
    paths: new Map(paths.map((path, at) => [path, at])),
    matches(at, { size, mtimeMs, ctimeMs, ino, mode }) {
      const from = at * numbers;
      return (
        stamps[from + 1] === mtimeMs &&
        stamps[from + 2] === ctimeMs &&
        stamps[from] === size &&
        stamps[from + 3] === ino &&
        stamps[from + 4] === mode
      );
    },
    digest: (at) => digests.slice(at * digestBytes, (at + 1) * digestBytes),
    stamp: (at) => stamps.subarray(at * numbers, (at + 1) * numbers),
  };
}

/** The index as a file has it; paths with a line feed are left out, and hashed each time. */
export function indexBytes(entries: ReadonlyMap<string, IndexEntry>): Buffer {
  const kept = [...entries].filter(([path]) => !path.includes("\n"));
  const head = Buffer.alloc(headBytes);
  head.write(heading, "latin1");
  head.writeUInt32LE(kept.length, heading.length);
  const stamps = new Float64Array(kept.length * numbers);
  for (const [at, [, { stamp }]] of kept.entries()) stamps.set(stamp, at * numbers);
  return Buffer.concat([
    head,
    Buffer.from(stamps.buffer),
    Buffer.from(kept.map(([, { digest }]) => digest).join(""), "latin1"),
    Buffer.from(kept.map(([path]) => path).join("\n")),
  ]);
}

export function stampOf({ size, mtimeMs, ctimeMs, ino, mode }: Stats): Float64Array {
  return Float64Array.of(size, mtimeMs, ctimeMs, ino, mode);
}

const none: Omit<DigestIndex, "paths"> = {
  matches: () => false,
  digest: () => "",
  stamp: () => new Float64Array(numbers),
};
