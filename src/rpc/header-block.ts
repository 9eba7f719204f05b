import { decodeHuffman } from "./huffman.ts";

/** Headers as literals that no table remembers: the form that needs no state. From RFC 7541, section 6.2.2. */
export function encodeHeaders(headers: Readonly<Record<string, string | readonly string[]>>): Buffer {
  let block = "";
  for (const [name, values] of Object.entries(headers)) {
    for (const value of typeof values === "string" ? [values] : values)
      block += noIndex + literal(name) + literal(value);
  }
  return Buffer.from(block, "latin1");
}

/**
 * The headers that are spelled out in a block, for a reader that allows its peer no dynamic table. Those that are an entry of the static
 * table, as `:status` is, are passed over: nothing that gRPC says of a call is in there.
 */
export function decodeHeaders(block: Uint8Array): Map<string, string> {
  const reader = new BlockReader(block);
  const headers = new Map<string, string>();
  while (!reader.done) {
    const first = reader.peek();
    if (first & 0x80) reader.integer(7);
    else if ((first & 0xe0) === 0x20)
      reader.integer(5); // The size of the dynamic table.
    else {
      const index = reader.integer(first & 0x40 ? 6 : 4);
      const name = index === 0 ? reader.text() : "";
      headers.set(name, reader.text());
    }
  }
  return headers;
}

/** All of a block is put together as text, a character a byte. */
const noIndex = "\0";

function literal(text: string): string {
  return encodeInteger(text.length) + text;
}

/** Seven bits, then as many bytes of seven bits as it takes, lowest first. From RFC 7541, section 5.1. */
function encodeInteger(value: number): string {
  if (value < 0x7f) return String.fromCharCode(value);
  const bytes = [0x7f];
  let rest = value - 0x7f;
  for (; rest > 0x7f; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return String.fromCharCode(...bytes, rest);
}

/** Reads the parts of a block, of which each begins with an integer. */
export class BlockReader {
  readonly #block: Uint8Array;
  #position = 0;

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  get done(): boolean {
    return this.#position >= this.#block.length;
  }

  peek(): number {
    return this.#block[this.#position] ?? 0;
  }

  integer(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    let value = this.#next() & most;
    if (value < most) return value;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#next();
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  text(): string {
    const isHuffman = (this.peek() & 0x80) !== 0;
    const length = this.integer(7);
    const bytes = this.#block.subarray(this.#position, this.#position + length);
    this.#position += length;
    return isHuffman ? decodeHuffman(bytes) : Buffer.from(bytes).toString("latin1");
  }

  #next(): number {
    return this.#block[this.#position++] ?? 0;
  }
}
