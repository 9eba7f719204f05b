const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);

/**
 * One member of a JSON object, by its key, or of the object below it by the next, without parsing what stands after it: of a container's spec,
 * 20 KB with its seccomp profile, a list shows the command, which stands among the first 300 bytes. The text must be valid; undefined where it
 * has no such member.
 */
export function jsonMember(json: Uint8Array, ...keys: readonly string[]): unknown {
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  let from = 0;
  for (const key of keys) {
    const start = memberStart(text, from, JSON.stringify(key));
    if (start === undefined) return undefined;
    from = start;
  }
  return JSON.parse(text.toString("utf8", from, valueEnd(text, from)));
}

/** Where the value of a key begins, which is quoted, in the object that stands at `from`. */
function memberStart(text: Buffer, from: number, key: string): number | undefined {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const byte = text[i]!;
    if (byte === quote) {
      const start = i;
      i = stringEnd(text, i);
      if (depth === 0) return undefined; // No object but a string.
      if (depth > 1 || i - start + 1 !== key.length || text.toString("latin1", start, i + 1) !== key) continue;
      let next = i + 1;
      while (blanks.has(text[next]!)) next++;
      if (text[next] === colon) return next + 1; // Else it is a value that is the same text.
    } else if (opening.has(byte)) depth++;
    else if ((closing.has(byte) && --depth <= 0) || (byte === comma && depth === 0)) return undefined;
  }
  return undefined;
}

/** Where the value ends that begins at `from`: at what stands behind it. */
function valueEnd(text: Buffer, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const byte = text[i]!;
    if (byte === quote) i = stringEnd(text, i);
    else if (opening.has(byte)) depth++;
    else if (depth === 0 && (byte === comma || closing.has(byte))) return i;
    else if (closing.has(byte) && --depth === 0) return i + 1;
  }
  return text.length;
}

/** Where the string ends that begins at `start`: at a quote with an even number of backslashes before it. */
function stringEnd(text: Buffer, start: number): number {
  for (let end = text.indexOf(quote, start + 1); ; end = text.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
}
