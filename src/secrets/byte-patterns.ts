/** Bytes that are looked at together; patterns that are shorter make it fewer. */
const blockBytes = 3;
const longestShift = 255;

/**
 * Finds any of many patterns in bytes, as Wu and Manber do (A Fast Algorithm for Multi-Pattern Searching, 1994): a table tells by
 * three bytes how far the next place is at which a pattern could begin, so that most bytes are never read.
 */
export class BytePatterns {
  /** Length of the longest one. */
  readonly longest: number;
  readonly #shortest: number;
  readonly #bits: number;
  readonly #masks: readonly [second: number, third: number];
  readonly #shifts: Uint8Array;
  /** By the block that ends the first `#shortest` bytes, the longest first. */
  readonly #candidates = new Map<number, Uint8Array[]>();
  /** By first byte, the longest first. */
  readonly #byFirst = new Map<number, Uint8Array[]>();
  /** Whether a pattern begins with two bytes, by these. */
  readonly #pairs = new Uint8Array(2 ** 16);

  /** None of them is empty. */
  constructor(patterns: readonly Uint8Array[]) {
    const sorted = [...patterns].sort((a, b) => b.length - a.length);
    this.longest = sorted[0]?.length ?? 0;
    this.#shortest = Math.min(sorted.at(-1)?.length ?? 1, longestShift);
    const block = Math.min(blockBytes, this.#shortest);
    this.#masks = [block > 1 ? 0xff : 0, block > 2 ? 0xff : 0];
    const places = this.#shortest - block + 1;
    // Where few entries are taken, most blocks of a text lead to the longest shift.
    this.#bits = sorted.length * places > 4_096 ? 18 : 16;
    this.#shifts = new Uint8Array(2 ** this.#bits).fill(places);
    for (const pattern of sorted) {
      for (let end = block - 1; end < this.#shortest; end++) {
        const hash = this.#hash(pattern, end);
        this.#shifts[hash] = Math.min(this.#shifts[hash]!, this.#shortest - 1 - end);
      }
      push(this.#candidates, this.#hash(pattern, this.#shortest - 1), pattern);
      push(this.#byFirst, pattern[0]!, pattern);
      if (pattern.length > 1) this.#pairs[(pattern[0]! << 8) | pattern[1]!] = 1;
    }
  }

  /** Tells of each place at which a pattern lies, first to last, with the longest one there; until `found` says true. */
  find(text: Uint8Array, found: (start: number, end: number) => boolean): void {
    const shortest = this.#shortest;
    const shifts = this.#shifts;
    const [second, third] = this.#masks;
    const mask = shifts.length - 1;
    const length = text.length;
    let at = shortest - 1;
    while (at < length) {
      // The same as `#hash`, which engines do not always put here.
      const hash = ((text[at]! << 10) ^ ((text[at - 1]! & second) << 5) ^ (text[at - 2]! & third)) & mask;
      const shift = shifts[hash]!;
      if (shift > 0) {
        at += shift;
        continue;
      }
      const start = at - shortest + 1;
      const pattern = this.#candidates.get(hash)?.find((each) => isAt(text, start, each, each.length));
      if (pattern !== undefined && found(start, start + pattern.length)) return;
      at++;
    }
  }

  /** The earliest place from which the text to its end is the beginning of a pattern, and no whole one; else the text's length. */
  openTail(text: Uint8Array): number {
    const { length } = text;
    for (let at = Math.max(0, length - this.longest + 1); at < length; at++) {
      const left = length - at;
      if (left > 1 && this.#pairs[(text[at]! << 8) | text[at + 1]!] === 0) continue;
      for (const pattern of this.#byFirst.get(text[at]!) ?? []) {
        if (pattern.length <= left) break;
        if (isAt(text, at, pattern, left)) return at;
      }
    }
    return length;
  }

  #hash(text: Uint8Array, end: number): number {
    const [second, third] = this.#masks;
    return ((text[end]! << 10) ^ ((text[end - 1]! & second) << 5) ^ (text[end - 2]! & third)) & (2 ** this.#bits - 1);
  }
}

function isAt(text: Uint8Array, start: number, pattern: Uint8Array, length: number): boolean {
  if (start + length > text.length) return false;
  for (let i = 0; i < length; i++) if (text[start + i] !== pattern[i]) return false;
  return true;
}

function push(map: Map<number, Uint8Array[]>, key: number, pattern: Uint8Array): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [pattern]);
  else list.push(pattern);
}
