import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { NerdError } from "../../../errors.ts";
import { HeldDirectory } from "../../../store/held-directory.ts";
import { FileWalk, type Found, type Place } from "./file-walk.ts";

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
    const walk = new FileWalk(this, this.#root.duplicate(), path);
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

function refused(path: string): NerdError {
  return new NerdError("INVALID_VALUE", `a link in the way leads who knows where: ${path}`, { exitCode: 1 });
}
