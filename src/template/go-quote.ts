const named: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** A literal that Go would read back, as strconv.Quote writes it; with `ascii`, nothing past `~` stays itself. */
export function quoteWith(quote: '"' | "'", text: string, { ascii = false } = {}): string {
  // Half of a surrogate pair is no character; Go has U+FFFD in its place, too.
  const inner = [...text.toWellFormed()].map((character) => {
    if (character === quote) return `\\${quote}`;
    const short = named[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0) ?? 0;
    if (isPrintable(character) && !(ascii && code > 0x7e)) return character;
    if (code < 0x80) return `\\x${hex(code, 2)}`;
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
  return quote + inner.join("") + quote;
}

/** Letters, marks, numbers, punctuation, symbols, and of the spaces the ASCII one: Go's unicode.IsPrint. */
export function isPrintable(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
