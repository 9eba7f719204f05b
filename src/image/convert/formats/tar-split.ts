import { Crc64 } from "./crc64.ts";
import { TarHash } from "./tar-hash.ts";

/**
 * All of a tar but the content of its files (vbatts/tar-split, tar/storage), so that a reader that has the files can make the tar anew,
 * and so check the diffID.
 */
export class TarSplit extends TarHash {
  readonly #lines: string[] = [];
  #frame: Uint8Array[] = [];
  #checksum = new Crc64();

  override frame(bytes: Uint8Array): void {
    super.frame(bytes);
    if (bytes.length > 0) this.#frame.push(bytes);
  }

  override content(bytes: Uint8Array): void {
    super.frame(bytes);
    this.#checksum.update(bytes);
  }

  override entryEnd(name: string, size: number): void {
    this.#endFrame();
    const payload = size > 0 ? this.#checksum.digest().toString("base64") : null;
    this.#line({ type: 1, name, ...(size > 0 && { size }), payload });
    this.#checksum = new Crc64();
  }

  /** One JSON object a line. */
  text(): Buffer {
    this.#endFrame();
    return Buffer.from(this.#lines.join(""));
  }

  #endFrame(): void {
    if (this.#frame.length > 0) this.#line({ type: 2, payload: Buffer.concat(this.#frame).toString("base64") });
    this.#frame = [];
  }

  #line(entry: object): void {
    this.#lines.push(`${JSON.stringify({ ...entry, position: this.#lines.length })}\n`);
  }
}
