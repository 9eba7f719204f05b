import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../store/atomic-file.ts";
import { ifThere } from "./if-there.ts";

/** A file written this shortly before it was hashed may be written again within one tick of its clock: git's "racy" entries. */
const racyMs = 100;
const heading = "nerdsh file digests 1";

interface Known {
  readonly stamp: string;
  readonly digest: string;
}

/**
 * Digests of files, as git's index keeps them: a file whose size, times and inode are the same is not read again. Another run
 * may write the same file at the same time: the last one wins, and what it did not know is hashed again.
 */
export class FileDigests {
  readonly #root: string;
  readonly #file: string;
  readonly #known: Map<string, Known>;
  #hasChanged = false;

  constructor(root: string, file: string) {
    this.#root = root;
    this.#file = file;
    this.#known = readKnown(file);
  }

  /** SHA-256 of what the file has, with its executable bit; of a link, of where it leads. Undefined where there is none. */
  digest(path: string): string | undefined {
    const full = join(this.#root, path);
    const stat = lstatSync(full, { throwIfNoEntry: false });
    if (stat === undefined || stat.isDirectory()) return undefined;
    const stamp = stampOf(stat);
    const known = this.#known.get(path);
    if (known?.stamp === stamp) return known.digest;
    const digest = contentDigest(full, stat);
    if (Date.now() - Math.max(stat.mtimeMs, stat.ctimeMs) > racyMs) {
      this.#known.set(path, { stamp, digest });
      this.#hasChanged = true;
    }
    return digest;
  }

  async save(): Promise<void> {
    if (!this.#hasChanged) return;
    const lines = [...this.#known].map(([path, { stamp, digest }]) => `${digest} ${stamp} ${JSON.stringify(path)}`);
    await replaceFile(this.#file, [heading, ...lines].join("\n"));
  }
}

function stampOf({ size, mtimeMs, ctimeMs, ino, mode }: Stats): string {
  return `${size}:${mtimeMs}:${ctimeMs}:${ino}:${mode}`;
}

function contentDigest(path: string, stat: Stats): string {
  const hash = createHash("sha256");
  if (stat.isSymbolicLink()) hash.update(`link ${readlinkSync(path)}`);
  else hash.update((stat.mode & 0o111) === 0 ? "file " : "executable ").update(readFileSync(path));
  return hash.digest("hex");
}

function readKnown(file: string): Map<string, Known> {
  const known = new Map<string, Known>();
  const lines = (ifThere(() => readFileSync(file, "utf8")) ?? "").split("\n");
  if (lines[0] !== heading) return known;
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at]!; // Within its length.
    const cut = line.indexOf(" ", 65);
    const path: string = JSON.parse(line.slice(cut + 1));
    known.set(path, { digest: line.slice(0, 64), stamp: line.slice(65, cut) });
  }
  return known;
}
