const longestName = 255;

/** Reads a message's parts in their order. Whatever is not there, or not allowed, is a RangeError. From RFC 1035, 4.1. */
export class DnsReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  uint16(): number {
    return (this.#byte() << 8) | this.#byte();
  }

  /** Dots between labels; a byte a character. A pointer leads further back each time, so that there is an end. */
  name(): string {
    const labels: string[] = [];
    let after: number | undefined;
    let earliest = this.#offset;
    for (let length = 1; ; ) {
      const size = this.#byte();
      if (size === 0) break;
      if (size >= 0xc0) {
        const target = ((size & 0x3f) << 8) | this.#byte();
        if (target >= earliest) throw new RangeError("a pointer that leads forward");
        after ??= this.#offset;
        earliest = target;
        this.#offset = target;
        continue;
      }
      length += size + 1;
      if (size > 63 || length > longestName) throw new RangeError("too long a name");
      labels.push(Buffer.from(this.#take(size)).toString("latin1"));
    }
    this.#offset = after ?? this.#offset;
    return labels.join(".");
  }

  /** A record, whose data nobody asks for. */
  record(): { readonly type: number; readonly class: number } {
    this.name();
    const [type, class_] = [this.uint16(), this.uint16()];
    this.#take(4);
    this.#take(this.uint16());
    return { type, class: class_ };
  }

  #byte(): number {
    return this.#take(1)[0]!;
  }

  #take(size: number): Uint8Array {
    const start = this.#offset;
    if (start + size > this.#bytes.length) throw new RangeError("a message that is cut short");
    this.#offset += size;
    return this.#bytes.subarray(start, start + size);
  }
}
