import { closeSync, constants, fchmodSync, fchownSync, lstatSync, openSync, readdirSync, type Stats } from "node:fs";
import { filePath } from "../file-name.ts";

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * A directory by its open descriptor: it stays the same one, whatever a container does to the path that led to it. What
 * lies in it is reached by its name alone, through /proc/self/fd, and no link is followed on the way. No runtime offers
 * openat(2), of which this has the effect.
 */
export class HeldDirectory implements Disposable {
  /** Nothing may be written here, though the kernel would allow it. */
  readonly readonly: boolean;
  readonly #descriptor: number;

  private constructor(descriptor: number, readonly: boolean) {
    this.#descriptor = descriptor;
    this.readonly = readonly;
  }

  /** By a path of the host that is to be trusted: links in it are followed. */
  static open(path: string, { readonly = false } = {}): HeldDirectory {
    return new HeldDirectory(openSync(path, O_RDONLY | O_DIRECTORY), readonly);
  }

  /** A directory in this one. ENOTDIR where it is a link, or anything else. */
  child(name: string): HeldDirectory {
    return new HeldDirectory(openSync(filePath(this.path(name)), O_RDONLY | O_DIRECTORY | O_NOFOLLOW), this.readonly);
  }

  /** The same once more, for another owner. */
  duplicate(): HeldDirectory {
    return HeldDirectory.open(this.#own(), { readonly: this.readonly });
  }

  /** For calls that do not follow a link at the end of a path, of this process and of those it starts. */
  path(name: string): string {
    if (name === "" || name === "." || name === ".." || name.includes("/")) throw new RangeError(`not a name: ${name}`);
    return `${this.#own()}/${name}`;
  }

  /** Of the directory itself, for programs that this process starts; it holds as long as the directory is open. */
  ownPath(): string {
    return `${this.#own()}/.`;
  }

  /** Of what the name says, a link itself included; undefined where there is nothing. */
  stat(name: string): Stats | undefined {
    return lstatSync(filePath(this.path(name)), { throwIfNoEntry: false });
  }

  /** Of the directory itself. */
  ownStat(): Stats {
    return lstatSync(this.ownPath());
  }

  /** The descriptor of a file, for reading. A FIFO does not make it wait. */
  openFile(name: string): number {
    return openSync(filePath(this.path(name)), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  }

  /** In an order that depends on the names alone. */
  names(): string[] {
    return readdirSync(this.#own()).sort();
  }

  setOwner(uid: number, gid: number, mode: number): void {
    fchownSync(this.#descriptor, uid, gid);
    fchmodSync(this.#descriptor, mode);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  #own(): string {
    return `/proc/${process.pid}/fd/${this.#descriptor}`;
  }
}
