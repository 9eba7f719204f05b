/** The parts of a record, with its text as a range of the block: it may hold bytes that are no UTF-8. */
export interface ParsedRecord {
  readonly isStderr: boolean;
  readonly textStart: number;
  readonly textEnd: number;
  readonly time: string;
  /** Docker's `attrs`: tag, labels and variables. */
  readonly attributes: Readonly<Record<string, unknown>> | undefined;
}

const quote = 0x22;
const backslash = 0x5c;
const beginning = '{"log":"';

/**
 * Reads a record that is not of the usual form: Docker adds `attrs` where a container has log tags, and an empty
 * text, stream or time is left out. Undefined where the line is no record, such as one a crash cut short.
 */
export function parseRecord(block: Buffer, start: number, end: number): ParsedRecord | undefined {
  const textStart = start + beginning.length;
  const hasText = block.toString("latin1", start, textStart) === beginning;
  const textEnd = hasText ? closingQuote(block, textStart, end) : start;
  if (textEnd === undefined) return undefined;
  const rest = block.toString("utf8", hasText ? textEnd + 1 : start, end);
  const fields = parseObject(hasText ? `{${rest.replace(/^,/, "")}` : rest);
  if (!fields) return undefined;
  return {
    isStderr: fields["stream"] === "stderr",
    textStart: hasText ? textStart : start,
    textEnd,
    time: typeof fields["time"] === "string" ? fields["time"] : "",
    attributes: toObject(fields["attrs"]),
  };
}

function closingQuote(block: Buffer, start: number, end: number): number | undefined {
  for (let at = start; at < end; at++) {
    if (block[at] === quote) return at;
    if (block[at] === backslash) at++;
  }
  return undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return toObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function toObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}

const letterU = 0x75;
const zero = 0x30;
const firstBeyondAscii = 0x80;
const shortEscapes: Readonly<Record<string, number>> = { b: 0x08, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 };

/** By the letter after the backslash; most stand for themselves. A table, since a binary log has an escape every seven bytes. */
const byLetter = Uint8Array.from({ length: 256 }, (_, letter) => shortEscapes[String.fromCharCode(letter)] ?? letter);

/** The length of the escape at `at`; a character beyond U+FFFF is two of them. */
export function escapeLength(block: Buffer, at: number): number {
  if (block[at + 1] !== letterU) return 2;
  return isSurrogatePair(block, at) ? 12 : 6;
}

/** The byte that the escape at `at` stands for, or -1 where that is a character of several. */
export function escapedByte(block: Buffer, at: number): number {
  const letter = block[at + 1] ?? 0;
  if (letter !== letterU) return byLetter[letter] ?? letter;
  if (block[at + 2] !== zero || block[at + 3] !== zero) return -1;
  const value = 16 * hexDigit(block[at + 4] ?? 0) + hexDigit(block[at + 5] ?? 0);
  return value < firstBeyondAscii ? value : -1;
}

/** Writes the character of the `\u` escape at `at`, which is never longer than it, and returns where that ends. */
export function writeCodePoint(block: Buffer, at: number, target: Buffer, offset: number): number {
  const units = isSurrogatePair(block, at) ? [codeUnit(block, at), codeUnit(block, at + 6)] : [codeUnit(block, at)];
  return offset + target.write(String.fromCharCode(...units), offset);
}

/** Of 0-9, a-f, A-F: for letters the low four bits count from 1. */
function hexDigit(letter: number): number {
  return (letter & 0xf) + (letter > 0x40 ? 9 : 0);
}

function codeUnit(block: Buffer, at: number): number {
  return Number.parseInt(block.toString("latin1", at + 2, at + 6), 16);
}

function isSurrogatePair(block: Buffer, at: number): boolean {
  // Most are control bytes, which a look at two digits tells.
  if (block[at + 2] === zero) return false;
  const first = codeUnit(block, at);
  if (first < 0xd800 || first > 0xdbff || block[at + 6] !== backslash || block[at + 7] !== letterU) return false;
  const second = codeUnit(block, at + 6);
  return second >= 0xdc00 && second <= 0xdfff;
}
