import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { abandonedTemporaries, replaceFile } from "../../store/atomic-file.ts";
import { contentDigest } from "./file-digests.ts";
import { ifThere } from "./if-there.ts";
import { type StagedFile, stageFile } from "./staged-file.ts";
import { parseResult, type StoredFile, type StoredResult } from "./stored-result.ts";
import { type KeyParts, sha256 } from "./task-key.ts";

/**
 * What tasks made, by key, in files that are replaced whole: a `results/KEY.json` names blobs that were there before it. Runs at the
 * same time write the same bytes, and one that is killed leaves a blob or a temporary file, which `pruneResults` takes away.
 */
export class ResultStore {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Undefined where it is not there, or damaged. Reading it is using it: what is used least goes first. */
  read(key: string): StoredResult | undefined {
    const file = join(this.directory, "results", `${key}.json`);
    const text = textOf(file);
    const result = text === undefined ? undefined : parseResult(text);
    if (result !== undefined) touch(file);
    else if (text !== undefined) rmSync(file, { force: true });
    return result;
  }

  readParts(key: string): KeyParts | undefined {
    const text = textOf(join(this.directory, "parts", `${key}.json`));
    try {
      return text === undefined ? undefined : (JSON.parse(text) as KeyParts); // Written below, and only whole.
    } catch {
      return undefined; // Cut off by a machine that went down: only the reason is lost.
    }
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
    const blob = this.blobPath(digest);
    if (existsSync(blob)) touch(blob);
    else stageFile(blob, (temporary) => copyFileSync(full, temporary, constants.COPYFILE_FICLONE)).place();
    return { path, digest, mode: stat.mode & 0o777, sizeBytes: stat.size };
  }

  async keepText(text: string): Promise<{ readonly digest: string; readonly sizeBytes: number }> {
    const digest = sha256(`file ${text}`);
    await replaceFile(this.blobPath(digest), text);
    return { digest, sizeBytes: Buffer.byteLength(text) };
  }

  /** Undefined where it is gone, or damaged. */
  readBlob(digest: string): Buffer | undefined {
    const bytes = ifThere(() => readFileSync(this.blobPath(digest)));
    if (bytes === undefined || sha256(Buffer.concat([Buffer.from("file "), bytes])) === digest) return bytes;
    rmSync(this.blobPath(digest), { force: true });
    return undefined;
  }

  /**
   * Gives all of the files back, or, where one is gone or damaged, none, and answers false. They appear one behind the other, without
   * anything between but the kernel's renames.
   */
  async giveBack(root: string, files: readonly StoredFile[]): Promise<boolean> {
    const staged: StagedFile[] = [];
    try {
      for (const directory of new Set(files.map(({ path }) => dirname(join(root, path)))))
        for (const path of await abandonedTemporaries(directory)) rmSync(path, { force: true });
      for (const file of files) {
        const one = this.#stage(join(root, file.path), file);
        if (one === undefined) return false;
        staged.push(one);
      }
      for (const one of staged.splice(0)) one.place();
      return true;
    } finally {
      for (const one of staged) one.drop();
    }
  }

  blobPath(digest: string): string {
    return join(this.directory, "blobs", digest.slice(0, 2), digest);
  }

  #stage(to: string, file: StoredFile): StagedFile | undefined {
    if ("link" in file) return stageFile(to, (temporary) => symlinkSync(file.link, temporary));
    const blob = this.blobPath(file.digest);
    const staged = ifThere(() =>
      stageFile(to, (temporary) => {
        copyFileSync(blob, temporary, constants.COPYFILE_FICLONE);
        chmodSync(temporary, file.mode);
      }),
    );
    if (staged === undefined || contentDigest(staged.temporary, lstatSync(staged.temporary)) === file.digest)
      return staged;
    staged.drop();
    rmSync(blob, { force: true });
    return undefined;
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
