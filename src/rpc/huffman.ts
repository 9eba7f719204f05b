/** Bits of each symbol's code, 0 to 255 and then the end of the string. From RFC 7541, appendix B. */
const codeLengths = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26, 30,
];

/** Symbols by their code, with a leading 1 that keeps codes of different lengths apart. */
let symbols: ReadonlyMap<number, number> | undefined;

/** What each call ends with: without the table of all codes, which takes a short command half a millisecond to make. */
const frequent: Readonly<Record<string, string>> = {
  "9acac8b21234da8f": "grpc-status",
  "9acac8b5254207317f": "grpc-message",
};

/** A header's text out of its Huffman form. The code is canonical: within a length, codes count up with the symbols. */
export function decodeHuffman({ buffer, byteOffset, length }: Uint8Array): string {
  const bytes = Buffer.from(buffer, byteOffset, length);
  return frequent[bytes.toString("hex")] ?? decodedByCode(bytes);
}

function decodedByCode(bytes: Uint8Array): string {
  symbols ??= new Map(canonicalCodes());
  let text = "";
  let code = 1;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = (code << 1) | ((byte >> bit) & 1);
      const symbol = symbols.get(code);
      if (symbol === undefined) continue;
      text += String.fromCharCode(symbol);
      code = 1;
    }
  }
  return text; // What is left over is padding.
}

/** In one pass over the symbols: to look for those of each length in turn takes a short command a millisecond. */
function* canonicalCodes(): Generator<[code: number, symbol: number]> {
  const byLength: number[][] = Array.from({ length: 31 }, () => []);
  for (let symbol = 0; symbol < codeLengths.length; symbol++) byLength[codeLengths[symbol]!]!.push(symbol);
  let next = 0;
  for (let length = 5; length <= 30; length++) {
    for (const symbol of byLength[length]!) yield [(1 << length) | next++, symbol];
    next <<= 1;
  }
}
