const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);

/**
 * One member of a JSON object, by its key, without parsing what stands after it: of a container's spec, 20 KB with its seccomp profile, a list
 * shows the command, which stands among the first 2. The text must be valid; undefined where it has no such member.
 */
export function jsonMember(json: Uint8Array, key: string): unknown {
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  const wanted = JSON.stringify(key);
  let depth = 0;
  let isFound = false;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i]!;
    if (byte === quote) {
      const end = stringEnd(text, i);
      const isKey =
        depth === 1 && !isFound && end - i + 1 === wanted.length && text.toString("latin1", i, end + 1) === wanted;
      i = end;
      if (!isKey) continue;
      let next = end + 1;
      while (blanks.has(text[next]!)) next++;
      if (text[next] !== colon) continue; // A value that is the same text.
      isFound = true;
      from = next + 1;
      i = next;
    } else if (opening.has(byte)) depth++;
    else if (closing.has(byte)) depth--;
    const isEnd = isFound && ((depth === 1 && (byte === comma || closing.has(byte))) || depth === 0);
    if (isEnd) return JSON.parse(text.toString("utf8", from, byte === comma || depth === 0 ? i : i + 1));
  }
  return undefined;
}

/** Where the string ends that begins at `start`: at a quote with an even number of backslashes before it. */
function stringEnd(text: Buffer, start: number): number {
  for (let end = text.indexOf(quote, start + 1); ; end = text.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
}
