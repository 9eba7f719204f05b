import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Small files of the kernel's, below a root that tests replace. What is not there reads as empty. */
export class HostFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  has(path: string): boolean {
    return existsSync(join(this.#root, path));
  }

  text(path: string): string {
    try {
      return readFileSync(join(this.#root, path), "utf8");
    } catch {
      return "";
    }
  }

  number(path: string): number {
    return Number(this.text(path));
  }

  /** A switch that is 0 or 1, and undefined where the kernel lacks it. */
  flag(path: string): boolean | undefined {
    return this.has(path) ? this.number(path) === 1 : undefined;
  }
}
