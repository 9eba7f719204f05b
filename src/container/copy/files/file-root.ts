import { readlinkSync, type Stats, statSync } from "node:fs";
import { basename, dirname, posix } from "node:path";
import { NerdError } from "../../../errors.ts";
import { HeldDirectory } from "../../../store/held-directory.ts";

/** A directory of the host that appears somewhere in a container, though nothing is mounted now. */
export interface BindMount {
  /** As the container has it, without links. */
  readonly target: string;
  /** A real path of the host. */
  readonly source: string;
  readonly readonly: boolean;
}

export interface FileRootOptions {
  readonly binds?: readonly BindMount[];
  /** Directories that the kernel fills, such as /proc: they are looked into only where they are asked for by name. */
  readonly kernels?: readonly string[];
  /** Whether links are followed, inside of the root; one that refuses throws where it would have to. */
  readonly links: "inside" | "refused";
}

/** Where something lies that is no directory, or could be made; the directory is open. */
export interface Place {
  readonly parent: HeldDirectory;
  readonly name: string;
  readonly stats: Stats | undefined;
}

/** Where a path leads. `path` is absolute within the root, without links; `stats` is undefined where nothing is there. */
export interface Found extends Disposable {
  readonly path: string;
  readonly stats: Stats | undefined;
  /** What it lies in, and under which name; the root itself lies in nothing. */
  readonly parent: HeldDirectory | undefined;
  readonly name: string;
  /** A directory opened; the caller owns it. */
  open(): HeldDirectory;
}

/** From the kernel, path_resolution(7). */
const mostLinks = 40;

/**
 * A tree of files whose links and `..` lead nowhere outside: each component of a path is looked up by us in the directory
 * that the one before has opened, so that it cannot be exchanged behind our back.
 */
export class FileRoot implements Disposable {
  readonly #root: HeldDirectory;
  readonly #binds: ReadonlyMap<string, BindMount>;
  readonly #kernels: readonly string[];
  readonly #links: FileRootOptions["links"];

  /** Owns `root` from here on. */
  constructor(root: HeldDirectory, { binds = [], kernels = [], links }: FileRootOptions) {
    this.#root = root;
    this.#binds = new Map(binds.map((bind) => [bind.target, bind]));
    this.#kernels = kernels;
    this.#links = links;
  }

  /**
   * Follows a path from the root; a link at its end only where `followLast` says so. Its last component may be missing;
   * throws NOT_FOUND where another one is.
   */
  find(path: string, { followLast }: { followLast: boolean }): Found {
    const isDirectory = /\/\.{0,2}$/.test(path);
    const walk = new Walk(this, this.#root.duplicate(), path);
    try {
      const pending = path.split("/");
      for (let links = 0; pending.length > 0; ) {
        const name = pending.shift()!;
        if (name === "" || name === ".") continue;
        if (name === "..") {
          walk.leave();
          continue;
        }
        const isLast = pending.every((rest) => rest === "" || rest === ".");
        const target = walk.look(name, isLast && !followLast && !isDirectory);
        if (target === undefined) continue;
        if (this.#links === "refused") throw refused(path);
        if (++links > mostLinks) throw new NerdError("INVALID_VALUE", `too many links: ${path}`, { exitCode: 1 });
        if (target.startsWith("/")) walk.restart();
        pending.unshift(...target.split("/"));
      }
      return walk.end();
    } catch (error) {
      walk.release();
      throw error;
    }
  }

  /** What a path is, whose last component lies in `directory`. The caller owns what it gets. */
  enter(directory: HeldDirectory, path: string): HeldDirectory | Place {
    const bind = this.#binds.get(path);
    const readonly = bind?.readonly || directory.readonly;
    if (bind && statSync(bind.source, { throwIfNoEntry: false })?.isDirectory())
      return HeldDirectory.open(bind.source, { readonly });
    const name = basename(bind?.source ?? path);
    const parent = bind ? HeldDirectory.open(dirname(bind.source), { readonly }) : directory.duplicate();
    const stats = parent.stat(name);
    if (!stats?.isDirectory()) return { parent, name, stats };
    try {
      return parent.child(name);
    } finally {
      parent[Symbol.dispose]();
    }
  }

  /** The names in a directory, with those of binds whose mount points were never made. */
  namesIn(directory: HeldDirectory, path: string): string[] {
    const bound = [...this.#binds.keys()]
      .filter((target) => dirname(target) === path)
      .map((target) => basename(target));
    return [...new Set([...directory.names(), ...bound])].sort();
  }

  isKernels(path: string): boolean {
    return this.#kernels.includes(path);
  }

  [Symbol.dispose](): void {
    this.#root[Symbol.dispose]();
  }
}

interface Step {
  readonly path: string;
  readonly directory: HeldDirectory;
}

/** The directories from the root to where a look-up has come, all open, so that `..` is a step back on the same way. */
class Walk {
  readonly #files: FileRoot;
  readonly #asked: string;
  readonly #steps: Step[];
  /** What the last component named, where it is no directory to walk on from. */
  #last: (Place & { readonly path: string }) | undefined;

  constructor(files: FileRoot, root: HeldDirectory, asked: string) {
    this.#files = files;
    this.#asked = asked;
    this.#steps = [{ path: "/", directory: root }];
  }

  /** Goes to a name in the directory that was reached; gives what a link says, and stays, unless `keepLink`. */
  look(name: string, keepLink: boolean): string | undefined {
    if (this.#last) throw this.#last.stats ? notDirectory(this.#last.path) : missing(this.#asked);
    const { path: above, directory } = this.#steps.at(-1)!;
    const path = posix.join(above, name);
    const entered = this.#files.enter(directory, path);
    if (entered instanceof HeldDirectory) {
      this.#steps.push({ path, directory: entered });
      return undefined;
    }
    if (!entered.stats?.isSymbolicLink() || keepLink) {
      this.#last = { ...entered, path };
      return undefined;
    }
    try {
      return readlinkSync(entered.parent.path(entered.name));
    } finally {
      entered.parent[Symbol.dispose]();
    }
  }

  leave(): void {
    if (this.#last) throw this.#last.stats ? notDirectory(this.#last.path) : missing(this.#asked);
    if (this.#steps.length > 1) this.#steps.pop()!.directory[Symbol.dispose]();
  }

  restart(): void {
    while (this.#steps.length > 1) this.leave();
  }

  /** What was found, which keeps open what it needs. */
  end(): Found {
    const { path, directory } = this.#steps.at(-1)!;
    const release = () => this.release();
    const above = this.#steps.at(-2)?.directory;
    if (this.#last === undefined) {
      const found = { path, stats: directory.ownStat(), parent: above, name: basename(path) };
      return { ...found, open: () => directory.duplicate(), [Symbol.dispose]: release };
    }
    if (this.#last.stats && /\/\.{0,2}$/.test(this.#asked)) throw notDirectory(this.#asked);
    const { parent, name } = this.#last;
    return { ...this.#last, open: () => parent.child(name), [Symbol.dispose]: release };
  }

  release(): void {
    for (const { directory } of this.#steps.splice(0)) directory[Symbol.dispose]();
    this.#last?.parent[Symbol.dispose]();
    this.#last = undefined;
  }
}

function missing(path: string): NerdError {
  return new NerdError("NOT_FOUND", `no such file or directory: ${path}`);
}

export function notDirectory(path: string): NerdError {
  return new NerdError("INVALID_VALUE", `not a directory: ${path}`, { exitCode: 1 });
}

function refused(path: string): NerdError {
  return new NerdError("INVALID_VALUE", `a link in the way leads who knows where: ${path}`, { exitCode: 1 });
}
