/**
 * Names are bytes to the kernel and to BuildKit. Here they are strings in which a byte that is no UTF-8 is a lone surrogate,
 * U+DC80 to U+DCFF, so that patterns take it for one character, and nothing is lost on the way back.
 */
const escaped = /\p{Surrogate}/u;
const firstEscape = 0xdc00;

export function decodeName(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString("utf8");
  if (!text.includes("\ufffd") || Buffer.from(text).equals(buffer)) return text;
  let name = "";
  for (let at = 0; at < buffer.length; ) {
    const character = characterAt(buffer, at);
    name += character ?? String.fromCharCode(firstEscape + buffer[at]!);
    at += character === undefined ? 1 : Buffer.byteLength(character);
  }
  return name;
}

export function encodeName(name: string): Buffer {
  if (!escaped.test(name)) return Buffer.from(name);
  return Buffer.concat(
    [...name].map((character) => (escaped.test(character) ? byteOf(character) : Buffer.from(character))),
  );
}

/** For calls of `node:fs`, which take a text for UTF-8. */
export function filePath(name: string): string | Buffer {
  return escaped.test(name) ? encodeName(name) : name;
}

/** By their bytes, as BuildKit wants them: `<` has another order beyond U+FFFF. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  for (let at = 0; ; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left === right) continue;
    if (left < 0x80 || right < 0x80 || Number.isNaN(left + right)) return left < right || Number.isNaN(left) ? -1 : 1;
    return Buffer.compare(encodeName(a), encodeName(b));
  }
}

function characterAt(buffer: Buffer, at: number): string | undefined {
  const lead = buffer[at]!;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const bytes = buffer.subarray(at, at + length);
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

function byteOf(character: string): Buffer {
  return Buffer.of(character.charCodeAt(0) - firstEscape);
}
