import { normalUtcTime } from "../../moment.ts";
import { escapedByte, escapeLength, parseRecord, writeCodePoint } from "./record-json.ts";

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const beginning = Buffer.from('{"log":"');
const timeLength = 30; // 2026-08-01T12:34:56.000000789Z
const middleLength = '","stream":"stdout","time":"'.length;
const streamOffset = '","stream":"std'.length;
const timeKeyOffset = '","stream":"stdout","'.length;
// Below this a loop beats the call into native code.
const shortText = 64;

/**
 * Steps through a block of whole json-file records without making an object for each: a log of a gigabyte has ten
 * million. Fields describe the current record until the next `next()`.
 */
export class RecordReader {
  isStderr = false;
  attributes: Readonly<Record<string, unknown>> | undefined;
  #block: Buffer;
  #position = 0;
  #textStart = 0;
  #textEnd = 0;
  #timeStart = 0;
  #timeEnd = 0;
  /** The next backslash at or after some place that was asked before; searched again only once passed. */
  #backslash = -1;
  /** Set where the record is written otherwise than usual, and was read in a slower way. */
  #time: string | undefined;

  constructor(block: Buffer) {
    this.#block = block;
  }

  /** Where the next record begins in the block. */
  get position(): number {
    return this.#position;
  }

  /** The text is no longer than this: escapes only shrink. */
  get textLimit(): number {
    return this.#textEnd - this.#textStart;
  }

  /** RFC 3339, as it was written. */
  get time(): string {
    return this.#time ?? this.#block.toString("latin1", this.#timeStart, this.#timeEnd);
  }

  /** Writes the time in its normal form, 30 bytes, and returns where that ends. */
  copyTime(target: Buffer, offset: number): number {
    if (this.#time !== undefined || this.#timeEnd - this.#timeStart !== timeLength) {
      return offset + target.write(normalUtcTime(this.time), offset, "latin1");
    }
    for (let at = 0; at < timeLength; at++) target[offset + at] = this.#block[this.#timeStart + at]!;
    return offset + timeLength;
  }

  /** Goes to the next record; lines that are no records are passed over. False at the end. */
  next(): boolean {
    const block = this.#block;
    while (this.#position < block.length) {
      const start = this.#position;
      const found = block.indexOf(newline, start);
      const end = found < 0 ? block.length : found;
      this.#position = end + 1;
      if (this.#readUsual(start, end) || this.#readOther(start, end)) return true;
    }
    return false;
  }

  /** Writes the record's text, `textLimit` bytes at most, into `target`, and returns where it ends there. */
  copyText(target: Buffer, offset: number): number {
    const block = this.#block;
    const end = this.#textEnd;
    let from = this.#textStart;
    let to = offset;
    // Up to here byte by byte: what is short, and what follows an escape, since where there is one there are more.
    let near = end - from < shortText ? end : from;
    while (from < end) {
      while (from < near && block[from] !== backslash) target[to++] = block[from++]!;
      if (from === near && from < end) {
        const plainEnd = Math.min(end, this.#nextBackslash(from));
        block.copy(target, to, from, plainEnd);
        to += plainEnd - from;
        from = plainEnd;
      }
      if (from >= end) break;
      const byte = escapedByte(block, from);
      if (byte >= 0) target[to++] = byte;
      else to = writeCodePoint(block, from, target, to);
      from += escapeLength(block, from);
      near = Math.min(end, from + shortText);
    }
    return to;
  }

  /** Whether the text ends in a newline, which is an escape `\n` whose backslash is not itself escaped. */
  get endsLine(): boolean {
    const block = this.#block;
    let at = this.#textEnd - 2;
    if (at < this.#textStart || block[at + 1] !== 0x6e) return false;
    while (at >= this.#textStart && block[at] === backslash) at--;
    return (this.#textEnd - 2 - at) % 2 === 1;
  }

  #nextBackslash(from: number): number {
    if (this.#backslash < from) {
      const found = this.#block.indexOf(backslash, from);
      this.#backslash = found < 0 ? this.#block.length : found;
    }
    return this.#backslash;
  }

  /**
   * Reads `{"log":"…","stream":"std…","time":"…"}` from its end. A quote inside the text is always escaped, so that
   * `","` cannot be part of it.
   */
  #readUsual(start: number, end: number): boolean {
    const block = this.#block;
    const timeEnd = end - 2;
    let timeStart = timeEnd - timeLength;
    if (block[timeStart - 1] !== quote) {
      for (timeStart = timeEnd; timeStart > start && block[timeStart - 1] !== quote; ) timeStart--;
    }
    const textEnd = timeStart - middleLength;
    if (textEnd < start + beginning.length || !this.#isFrame(start, textEnd, timeEnd)) return false;
    this.isStderr = block[textEnd + streamOffset] === 0x65;
    this.#timeStart = timeStart;
    this.#timeEnd = timeEnd;
    this.#textStart = start + beginning.length;
    this.#textEnd = textEnd;
    this.#time = undefined;
    this.attributes = undefined;
    return true;
  }

  #isFrame(start: number, textEnd: number, timeEnd: number): boolean {
    const block = this.#block;
    for (let at = 0; at < beginning.length; at++) if (block[start + at] !== beginning[at]) return false;
    return (
      block[textEnd] === quote &&
      block[textEnd + 1] === comma &&
      block[textEnd + 2] === quote &&
      block[textEnd + 3] === 0x73 &&
      block[textEnd + streamOffset - 1] === 0x64 &&
      block[textEnd + timeKeyOffset] === 0x74 &&
      block[timeEnd] === quote &&
      block[timeEnd + 1] === 0x7d
    );
  }

  #readOther(start: number, end: number): boolean {
    const record = parseRecord(this.#block, start, end);
    if (!record || record.textEnd === record.textStart) return false;
    this.isStderr = record.isStderr;
    this.#textStart = record.textStart;
    this.#textEnd = record.textEnd;
    this.#time = record.time;
    this.attributes = record.attributes;
    return true;
  }
}
