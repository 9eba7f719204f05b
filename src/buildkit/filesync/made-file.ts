import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { promisify } from "node:util";
import { filePath } from "../../file-name.ts";
import { setTime, writeAttributes } from "../../platform/deputy/attributes.ts";
import type { HeldDirectory } from "../../store/held-directory.ts";
import { type FileKind, kindOfGoMode, permissionsOfGoMode } from "./file-mode.ts";
import type { TreeEntry } from "./tree-entry.ts";

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

/** A regular file on its way, under a name of its own until it is whole. */
export class NewFile {
  readonly #path: string;
  /** By which the directory is reached as long as this file is written: others come in between. */
  readonly #directory: HeldDirectory;
  readonly #descriptor: number;

  private constructor(directory: HeldDirectory, name: string) {
    this.#directory = directory;
    this.#path = directory.path(name);
    this.#descriptor = openSync(filePath(this.#path), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  }

  static create(parent: HeldDirectory): NewFile {
    const directory = parent.duplicate();
    try {
      return new NewFile(directory, temporaryName());
    } catch (error) {
      directory[Symbol.dispose]();
      throw error;
    }
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
  }

  async finish(parent: HeldDirectory, name: string, entry: TreeEntry): Promise<void> {
    closeSync(this.#descriptor);
    try {
      await setMetadata(this.#path, entry);
      replace(this.#path, parent, name);
    } catch (error) {
      unlinkSync(filePath(this.#path));
      throw error;
    } finally {
      this.#directory[Symbol.dispose]();
    }
  }

  discard(): void {
    closeSync(this.#descriptor);
    unlinkSync(filePath(this.#path));
    this.#directory[Symbol.dispose]();
  }
}

/** A directory as it is, or made, where something else may have been; writable for the time being. */
export function openedDirectory(parent: HeldDirectory, name: string): HeldDirectory {
  const path = filePath(parent.path(name));
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (existing && !existing.isDirectory()) unlinkSync(path);
  if (!existing?.isDirectory()) mkdirSync(path, 0o700);
  else if ((existing.mode & 0o700) !== 0o700) chmodSync(path, (existing.mode & 0o7777) | 0o700);
  return parent.child(name);
}

export async function makeSymlink(parent: HeldDirectory, name: string, entry: TreeEntry): Promise<void> {
  await placed(parent, name, entry, async (path) => symlinkSync(filePath(entry.target), path));
}

/** No runtime has mknod(2). */
export async function makeNode(parent: HeldDirectory, name: string, entry: TreeEntry, kind: FileKind): Promise<void> {
  const { major, minor } = entry.device ?? { major: 0, minor: 0 };
  const type = kind === "fifo" ? ["p"] : [kind === "block-device" ? "b" : "c", String(major), String(minor)];
  await placed(parent, name, entry, async (path) => {
    await promisify(execFile)("mknod", [path, ...type]);
  });
}

/** `first` is another name of the same file. */
export function makeLink(first: string, parent: HeldDirectory, name: string): void {
  const path = parent.path(temporaryName());
  linkSync(filePath(first), path);
  replace(path, parent, name);
}

export async function applyMetadata(parent: HeldDirectory, name: string, entry: TreeEntry): Promise<void> {
  await setMetadata(parent.path(name), entry);
}

async function placed(
  parent: HeldDirectory,
  name: string,
  entry: TreeEntry,
  make: (path: string) => Promise<void>,
): Promise<void> {
  const path = parent.path(temporaryName());
  await make(path);
  try {
    await setMetadata(path, entry);
    replace(path, parent, name);
  } catch (error) {
    unlinkSync(filePath(path));
    throw error;
  }
}

/** A directory in the way goes with all that is in it; links in it are not followed. */
function replace(path: string, parent: HeldDirectory, name: string): void {
  const target = filePath(parent.path(name));
  if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) rmSync(target, { recursive: true });
  renameSync(filePath(path), target);
}

/** The mode comes after the owner, whose change takes set-user-ID away, and the time comes last. */
async function setMetadata(path: string, entry: TreeEntry): Promise<void> {
  const place = filePath(path);
  lchownSync(place, process.getuid!(), process.getgid!());
  if (kindOfGoMode(entry.mode) !== "symlink") chmodSync(place, permissionsOfGoMode(entry.mode));
  if (entry.attributes) await writeAttributes(path, entry);
  if (isExact(entry.modifiedNs) || !(await setTime(path, entry.modifiedNs))) {
    const seconds = Number(entry.modifiedNs / 1000n) / 1e6;
    lutimesSync(place, seconds, seconds);
  }
}

/** Runtimes count time in doubles, of which the nanoseconds of our days are too long. */
function isExact(nanoseconds: bigint): boolean {
  return nanoseconds % 1_000_000_000n === 0n;
}

function temporaryName(): string {
  return `.nerdsh-${randomBytes(9).toString("hex")}`;
}
