import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { filePath } from "../../file-name.ts";
import { errno } from "../../store/atomic-file.ts";
import type { PacketWriter } from "./packet-writer.ts";

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** A file on its way. It ends where it ended when it was opened, or earlier where it was cut since: a log never stops growing. */
export class OpenFile implements Disposable {
  readonly #id: number;
  readonly #descriptor: number | undefined;
  #leftBytes: number;
  #isRead: boolean;

  private constructor(id: number, descriptor: number | undefined) {
    this.#id = id;
    this.#descriptor = descriptor;
    this.#isRead = descriptor === undefined;
    const size = descriptor === undefined ? 0 : fstatSync(descriptor).size;
    this.#leftBytes = size > 0 ? size : Number.POSITIVE_INFINITY; // The kernel's own files say 0 and are not empty.
  }

  /** One that has gone, or has become something else, is empty. */
  static open(id: number, path: string): OpenFile {
    return new OpenFile(id, openRegular(path));
  }

  /** Puts as much as there is room for into the writer; true where that was all of it. */
  sendInto(writer: PacketWriter): boolean {
    while (!this.#isRead && writer.dataRoom > 0) {
      const wanted = Math.min(writer.dataRoom, this.#leftBytes);
      const read = this.#read(writer.dataPlace(), wanted);
      if (read > 0) writer.data(this.#id, read);
      this.#leftBytes -= read;
      this.#isRead = read === 0 || this.#leftBytes === 0;
    }
    return this.#isRead && writer.endOfFile(this.#id);
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }

  #read(place: Buffer, wanted: number): number {
    try {
      return readSync(this.#descriptor!, place, 0, wanted, null);
    } catch (error) {
      if (errno(error) === "EISDIR") return 0; // It was a file when it was listed.
      throw error;
    }
  }
}

function openRegular(path: string): number | undefined {
  try {
    return openSync(filePath(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"].includes(errno(error) ?? "")) return undefined;
    throw error;
  }
}
