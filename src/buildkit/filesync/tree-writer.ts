import { mkdirSync } from "node:fs";
import { NerdError } from "../../errors.ts";
import { encodeName } from "../../file-name.ts";
import { HeldDirectory } from "../../store/held-directory.ts";
import { kindOfGoMode } from "./file-mode.ts";
import { applyMetadata, makeLink, makeNode, makeSymlink, NewFile, openedDirectory } from "./made-file.ts";
import type { TreeEntry } from "./tree-entry.ts";

/**
 * Makes the files of a tree below a directory, which is made where it is missing. No link is followed on the way, whoever
 * made it: what is in the way is replaced. Files are this process's own, whatever owners the tree says. Directories get their
 * modes and times when all is in them.
 */
export class TreeWriter implements Disposable {
  readonly #top: HeldDirectory;
  readonly #directories = new Map<string, TreeEntry>();
  readonly #links: TreeEntry[] = [];
  readonly #awaited = new Map<number, TreeEntry>();
  readonly #open = new Map<number, NewFile>();
  #parent: { readonly path: string; readonly held: HeldDirectory } | undefined;

  constructor(target: string) {
    mkdirSync(target, { recursive: true });
    this.#top = HeldDirectory.open(target);
  }

  /** Whether a file is not whole yet. */
  get awaitsFiles(): boolean {
    return this.#awaited.size > 0;
  }

  /** True where the entry's bytes are wanted. Its parents came before. Throws ARCHIVE_INVALID for a path that leads out. */
  async entry(id: number, entry: TreeEntry): Promise<boolean> {
    const { path, mode, target } = entry;
    const kind = kindOfGoMode(mode);
    if (kind === undefined) throw invalid("neither a file nor a directory", path);
    const { parent, name } = this.#place(path);
    if (kind === "directory") {
      openedDirectory(parent, name)[Symbol.dispose]();
      this.#directories.set(path, entry);
    } else if (kind === "symlink") await makeSymlink(parent, name, entry);
    else if (kind !== "file") await makeNode(parent, name, entry, kind);
    else if (target !== "") this.#links.push(entry);
    else {
      this.#awaited.set(id, entry);
      return true;
    }
    return false;
  }

  /** No bytes mean the end of the file. */
  async data(id: number, bytes: Uint8Array): Promise<void> {
    const entry = this.#awaited.get(id);
    if (entry === undefined) throw invalid("bytes of a file that was not asked for", String(id));
    const file = this.#open.get(id) ?? this.#openFile(id, entry);
    if (bytes.length > 0) {
      file.write(bytes);
      return;
    }
    const { parent, name } = this.#place(entry.path);
    this.#open.delete(id);
    await file.finish(parent, name, entry);
    this.#awaited.delete(id);
  }

  /** When all files are whole. */
  async finish(): Promise<void> {
    for (const entry of this.#links) {
      using first = this.#directory(parentOf(inside(entry.target))).duplicate();
      const { parent, name } = this.#place(entry.path);
      makeLink(first.path(nameOf(entry.target)), parent, name);
    }
    for (const [path, entry] of [...this.#directories].reverse()) {
      const { parent, name } = this.#place(path);
      await applyMetadata(parent, name, entry);
    }
  }

  /** Files that are not whole go. */
  [Symbol.dispose](): void {
    for (const file of this.#open.values()) file.discard();
    this.#parent?.held[Symbol.dispose]();
    this.#top[Symbol.dispose]();
  }

  #openFile(id: number, entry: TreeEntry): NewFile {
    const file = NewFile.create(this.#place(entry.path).parent);
    this.#open.set(id, file);
    return file;
  }

  #place(path: string): { readonly parent: HeldDirectory; readonly name: string } {
    return { parent: this.#directory(parentOf(inside(path))), name: nameOf(path) };
  }

  /** One that came before, found by its names alone. */
  #directory(path: string): HeldDirectory {
    if (path === "") return this.#top;
    if (this.#parent?.path === path) return this.#parent.held;
    if (!this.#directories.has(path)) throw invalid("a file before its directory", path);
    let held = this.#top.duplicate();
    for (const name of path.split("/")) {
      using above = held;
      held = above.child(name);
    }
    this.#parent?.held[Symbol.dispose]();
    this.#parent = { path, held };
    return held;
  }
}

/** The path, if it has nothing but names in it. */
function inside(path: string): string {
  const isPlain = path.split("/").every((name) => name !== "" && name !== "." && name !== ".." && !name.includes("\0"));
  if (!isPlain) throw invalid("a path that leads out of the directory", path);
  return path;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function invalid(what: string, path: string): NerdError {
  return new NerdError("ARCHIVE_INVALID", `${what}: ${encodeName(path)}`);
}
