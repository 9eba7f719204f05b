import { encodeName } from "../../file-name.ts";
import { packetTypes } from "./packet.ts";
import type { TreeEntry } from "./tree-entry.ts";

/** A gRPC frame's head, then tag and padded length of the one field that a packet with a stat has. */
const frameHead = 5;
const statHead = frameHead + 1 + 4;
/** Type, id and length, all of the same size: bytes can be read into their place before it is known how many there are. */
const dataHead = frameHead + 2 + 6 + 5;

/** The most that a stat takes without its names and attributes. */
const mostStat = 96;

/**
 * Gathers fsutil's packets as whole gRPC frames in one buffer, many to a write (fsutil, types, "wire.proto"). Lengths are
 * varints with leading zeros, which every reader takes, so that nothing is measured or moved.
 */
export class PacketWriter {
  readonly #size: number;
  readonly #long = new DataView(new ArrayBuffer(8));
  #buffer: Buffer;
  #at = 0;

  /** A buffer is full with `size` bytes; a stat that is larger gets one of its own. */
  constructor(size: number) {
    this.#size = size;
    this.#buffer = Buffer.allocUnsafeSlow(size);
  }

  get isEmpty(): boolean {
    return this.#at === 0;
  }

  /** Bytes of a file for which there is room, in one packet. */
  get dataRoom(): number {
    return Math.max(0, this.#size - this.#at - dataHead);
  }

  /** Whether a stat of this entry still fits; into an empty buffer everything does. */
  hasRoom(entry: TreeEntry): boolean {
    return this.#at === 0 || this.#at + mostLength(entry) <= this.#size;
  }

  stat(entry: TreeEntry): void {
    const most = mostLength(entry);
    if (this.#at + most > this.#buffer.length) this.#grow(most);
    const start = this.#at;
    this.#at += statHead;
    this.#bytes(1, entry.path);
    this.#number(2, entry.mode);
    this.#number(3, entry.uid);
    this.#number(4, entry.gid);
    this.#number(5, entry.size);
    this.#time(entry.modifiedNs);
    if (entry.target !== "") this.#bytes(7, entry.target);
    if (entry.device) {
      this.#number(8, entry.device.major);
      this.#number(9, entry.device.minor);
    }
    for (const [name, value] of entry.attributes ?? []) this.#attribute(name, value);
    this.#head(start, this.#at - start - frameHead);
    this.#buffer[start + frameHead] = (2 << 3) | 2;
    this.#padded(start + frameHead + 1, this.#at - start - statHead, 4);
  }

  /** After the last stat. */
  endOfStats(): void {
    this.#fits(frameHead);
    this.#head(this.#at, 0);
    this.#at += frameHead;
  }

  /** Where up to `dataRoom` bytes of a file belong; `data` then says how many came. */
  dataPlace(): Buffer {
    return this.#buffer.subarray(this.#at + dataHead, this.#size);
  }

  data(id: number, length: number): void {
    const start = this.#at;
    this.#head(start, dataHead - frameHead + length);
    this.#type(start, packetTypes.data);
    this.#id(start, id);
    this.#buffer[start + frameHead + 8] = (4 << 3) | 2;
    this.#padded(start + frameHead + 9, length, 4);
    this.#at = start + dataHead + length;
  }

  /** `data` of no length: the file's end. False where there is no room for it. */
  endOfFile(id: number): boolean {
    const length = frameHead + 8;
    if (this.#at + length > this.#size) return false;
    this.#head(this.#at, length - frameHead);
    this.#type(this.#at, packetTypes.data);
    this.#id(this.#at, id);
    this.#at += length;
    return true;
  }

  /** What was gathered, for its owner to keep. Of a buffer that is not half full a copy goes: many wait to be written. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#at);
    this.#at = 0;
    if (taken.length < this.#size / 2) return Buffer.from(taken);
    this.#buffer = Buffer.allocUnsafeSlow(this.#size);
    return taken;
  }

  #head(start: number, length: number): void {
    this.#buffer[start] = 0;
    this.#buffer[start + 1] = length >>> 24;
    this.#buffer[start + 2] = length >>> 16;
    this.#buffer[start + 3] = length >>> 8;
    this.#buffer[start + 4] = length;
  }

  #type(start: number, type: number): void {
    this.#buffer[start + frameHead] = 1 << 3;
    this.#buffer[start + frameHead + 1] = type;
  }

  #id(start: number, id: number): void {
    this.#buffer[start + frameHead + 2] = 3 << 3;
    this.#padded(start + frameHead + 3, id, 5);
  }

  #padded(start: number, value: number, length: number): void {
    for (let index = 0; index < length; index++) {
      this.#buffer[start + index] = (value % 128) + (index < length - 1 ? 128 : 0);
      value = Math.floor(value / 128);
    }
  }

  #number(field: number, value: number): void {
    if (value === 0) return;
    this.#buffer[this.#at++] = field << 3;
    this.#varint(value);
  }

  #varint(value: number): void {
    while (value > 127) {
      this.#buffer[this.#at++] = (value % 128) + 128;
      value = Math.floor(value / 128);
    }
    this.#buffer[this.#at++] = value;
  }

  /** Seven bits a byte, taken from the two halves of the number: arithmetic on bigints is slow. */
  #time(nanoseconds: bigint): void {
    if (nanoseconds === 0n) return;
    this.#buffer[this.#at++] = 6 << 3;
    this.#long.setBigInt64(0, nanoseconds);
    let low = this.#long.getUint32(4);
    let high = this.#long.getUint32(0);
    while (high > 0) {
      this.#buffer[this.#at++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#varint(low);
  }

  #bytes(field: number, text: string): void {
    this.#buffer[this.#at++] = (field << 3) | 2;
    const isAscii = /^[\x20-\x7e]*$/.test(text);
    const bytes = isAscii ? undefined : encodeName(text);
    this.#varint(bytes?.length ?? text.length);
    if (bytes) this.#buffer.set(bytes, this.#at);
    else this.#buffer.write(text, this.#at, "latin1");
    this.#at += bytes?.length ?? text.length;
  }

  /** An entry of a map: a message of key and value. */
  #attribute(name: string, value: Uint8Array): void {
    this.#buffer[this.#at++] = (10 << 3) | 2;
    const start = this.#at;
    this.#at += 4;
    this.#bytes(1, name);
    this.#buffer[this.#at++] = (2 << 3) | 2;
    this.#varint(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
    this.#padded(start, this.#at - start - 4, 4);
  }

  #fits(length: number): void {
    if (this.#at + length > this.#buffer.length) this.#grow(length);
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(this.#at + length);
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** Three bytes of UTF-8 for a UTF-16 unit at most. */
function mostLength({ path, target, attributes }: TreeEntry): number {
  let length = mostStat + 3 * (path.length + target.length);
  for (const [name, value] of attributes ?? []) length += 3 * name.length + value.length + 16;
  return length;
}
