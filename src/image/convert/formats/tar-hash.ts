import { createHash } from "node:crypto";
import type { TarWatch } from "./chunked-layer.ts";

/** The digest and the size of a tar. */
export class TarHash implements TarWatch {
  bytes = 0;
  readonly #hash = createHash("sha256");

  frame(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.bytes += bytes.length;
  }

  content(bytes: Uint8Array): void {
    this.frame(bytes);
  }

  entryEnd(_name: string, _size: number): void {}

  /** Once, at the end. */
  digest(): string {
    return `sha256:${this.#hash.digest("hex")}`;
  }
}
