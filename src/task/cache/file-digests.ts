import { closeSync, lstatSync, openSync, readFileSync, readlinkSync, readSync, type Stats } from "node:fs";
import { replaceFile } from "../../store/atomic-file.ts";
import { type DigestIndex, type IndexEntry, indexBytes, readDigestIndex, stampOf } from "./digest-index.ts";
import { sha256 } from "./task-key.ts";

/** A file written this shortly before it was hashed may be written again within one tick of its clock: git's "racy" entries. */
const racyMs = 100;

/**
 * Digests of files, as git's index keeps them: a file whose size, times and inode are the same is not read again. Another run
 * may write the same file at the same time: the last one wins, and what it did not know is hashed again.
 */
export class FileDigests {
  readonly #prefix: string;
  readonly #file: string;
  readonly #index: DigestIndex;
  /** What has been learnt since; undefined of what is gone. */
  readonly #learnt = new Map<string, IndexEntry | undefined>();

  constructor(root: string, file: string) {
    this.#prefix = root.endsWith("/") ? root : `${root}/`;
    this.#file = file;
    this.#index = readDigestIndex(file);
  }

  /** SHA-256 of what the file has, with its executable bit; of a link, of where it leads. Undefined where there is none. */
  digest(path: string): string | undefined {
    const full = this.#prefix + path;
    const stat = lstatSync(full, noThrow);
    const at = this.#index.paths.get(path);
    if (stat === undefined || stat.isDirectory()) {
      if (at !== undefined) this.#learnt.set(path, undefined);
      return undefined;
    }
    const learnt = this.#learnt.size === 0 ? undefined : this.#learnt.get(path);
    if (learnt !== undefined) {
      if (stampOf(stat).every((number, index) => number === learnt.stamp[index])) return learnt.digest;
    } else if (at !== undefined && this.#index.matches(at, stat)) return this.#index.digest(at);
    const digest = contentDigest(full, stat);
    const isRacy = Date.now() - Math.max(stat.mtimeMs, stat.ctimeMs) <= racyMs;
    this.#learnt.set(path, isRacy ? undefined : { stamp: stampOf(stat), digest });
    return digest;
  }

  async save(): Promise<void> {
    if (this.#learnt.size === 0) return;
    const { paths, stamp, digest } = this.#index;
    const entries = new Map<string, IndexEntry>();
    for (const [path, at] of paths)
      if (!this.#learnt.has(path)) entries.set(path, { stamp: stamp(at), digest: digest(at) });
    for (const [path, entry] of this.#learnt) if (entry !== undefined) entries.set(path, entry);
    await replaceFile(this.#file, indexBytes(entries));
  }
}

const noThrow = { throwIfNoEntry: false } as const;

/** Small files are read into one and the same buffer, behind the word for their kind. */
let shared: Buffer | undefined;

/** What `FileDigests` gives for a file of this stat. */
export function contentDigest(path: string, stat: Stats): string {
  if (stat.isSymbolicLink()) return sha256(`link ${readlinkSync(path)}`);
  shared ??= Buffer.alloc(64 * 1024);
  const buffer = shared;
  const start = buffer.write((stat.mode & 0o111) === 0 ? "file " : "executable ", "latin1");
  if (stat.size >= buffer.length - start) return sha256(Buffer.concat([buffer.subarray(0, start), readFileSync(path)]));
  const descriptor = openSync(path, "r");
  try {
    let end = start;
    for (let count = -1; count !== 0 && end < buffer.length; end += count)
      count = readSync(descriptor, buffer, end, buffer.length - end, null);
    // It has grown since it was looked at.
    if (end === buffer.length) return sha256(Buffer.concat([buffer.subarray(0, start), readFileSync(path)]));
    return sha256(buffer.subarray(0, end));
  } finally {
    closeSync(descriptor);
  }
}
