import { readlinkSync, type Stats } from "node:fs";
import { basename, posix } from "node:path";
import { NerdError } from "../../../errors.ts";
import { HeldDirectory } from "../../../store/held-directory.ts";

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

/** The tree: what a path is, whose last component lies in `directory`. */
interface Entered {
  enter(directory: HeldDirectory, path: string): HeldDirectory | Place;
}

interface Step {
  readonly path: string;
  readonly directory: HeldDirectory;
}

/** The directories from the root to where a look-up has come, all open, so that `..` is a step back on the same way. */
export class FileWalk {
  readonly #files: Entered;
  readonly #asked: string;
  readonly #steps: Step[];
  /** What the last component named, where it is no directory to walk on from. */
  #last: (Place & { readonly path: string }) | undefined;

  constructor(files: Entered, root: HeldDirectory, asked: string) {
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
