import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { diskFull, replaceFile } from "../../store/atomic-file.ts";
import { processIdentity } from "../../store/process-identity.ts";
import { ifThere } from "./if-there.ts";
import type { KeyParts } from "./task-key.ts";

/** A file that a task made: a blob by its digest, or a link. */
export type StoredFile =
  | { readonly path: string; readonly digest: string; readonly mode: number; readonly sizeBytes: number }
  | { readonly path: string; readonly link: string; readonly digest: string };

export interface StoredResult {
  readonly task: string;
  readonly files: readonly StoredFile[];
}

let count = 0;

/**
 * What tasks made, by key, in files that are replaced whole: a `results/KEY.json` names blobs that were there before it. Runs at the
 * same time write the same bytes, and one that is killed leaves a blob or a temporary file, which `pruneResults` takes away.
 */
export class ResultStore {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Undefined where it is not there. Reading it is using it: what is used least goes first. */
  read(key: string): StoredResult | undefined {
    const file = join(this.directory, "results", `${key}.json`);
    const text = textOf(file);
    if (text === undefined) return undefined;
    touch(file);
    return JSON.parse(text) as StoredResult; // Written below, and only whole.
  }

  readParts(key: string): KeyParts | undefined {
    const text = textOf(join(this.directory, "parts", `${key}.json`));
    return text === undefined ? undefined : (JSON.parse(text) as KeyParts); // As above.
  }

  async write(key: string, result: StoredResult, parts: KeyParts): Promise<void> {
    await replaceFile(join(this.directory, "parts", `${key}.json`), JSON.stringify(parts));
    await replaceFile(join(this.directory, "results", `${key}.json`), JSON.stringify(result));
  }

  /** Takes a file of the user's in; gives what to know for having it back. */
  keep(root: string, path: string, digest: string): StoredFile {
    const full = join(root, path);
    const stat = lstatSync(full);
    if (stat.isSymbolicLink()) return { path, link: readlinkSync(full), digest };
    const blob = this.#blob(digest);
    if (existsSync(blob)) touch(blob);
    else copyWhole(full, blob);
    return { path, digest, mode: stat.mode & 0o777, sizeBytes: stat.size };
  }

  /** False where its blob is gone. */
  giveBack(root: string, file: StoredFile): boolean {
    const full = join(root, file.path);
    if (!("link" in file)) {
      const { digest, mode } = file;
      return ifThere(() => copyWhole(this.#blob(digest), full, mode)) === full;
    }
    placeWhole(full, (temporary) => symlinkSync(file.link, temporary));
    return true;
  }

  #blob(digest: string): string {
    return join(this.directory, "blobs", digest.slice(0, 2), digest);
  }
}

function copyWhole(from: string, to: string, mode?: number): string {
  return placeWhole(to, (temporary) => {
    copyFileSync(from, temporary, constants.COPYFILE_FICLONE);
    if (mode !== undefined) chmodSync(temporary, mode);
  });
}

/** By rename: nobody sees half of it. */
function placeWhole(to: string, make: (temporary: string) => void): string {
  const directory = dirname(to);
  mkdirSync(directory, { recursive: true });
  const temporary = join(directory, `.${processIdentity()}.task${count++}.tmp`);
  try {
    make(temporary);
    renameSync(temporary, to);
    return to;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw diskFull(error, to);
  }
}

function touch(file: string): void {
  const now = new Date();
  // Pruned a moment ago, it is written again, or missed.
  ifThere(() => utimesSync(file, now, now));
}

function textOf(file: string): string | undefined {
  return ifThere(() => readFileSync(file, "utf8"));
}
