/** gRPC's frame: one byte for compression, four for the length (gRPC over HTTP/2, "Length-Prefixed-Message"). */
const prefixLength = 5;

export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(prefixLength + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, prefixLength);
  return framed;
}

/** Cuts a stream of chunks into messages. A message within one chunk is a view of it, not a copy. */
export class MessageFramer {
  #chunks: Buffer[] = [];
  #length = 0;

  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    for (let size = this.#nextSize(); size !== undefined && this.#length >= size; size = this.#nextSize()) {
      const whole = this.#join();
      this.#chunks = size < whole.length ? [whole.subarray(size)] : [];
      this.#length -= size;
      yield whole.subarray(prefixLength, size);
    }
  }

  #nextSize(): number | undefined {
    if (this.#length < prefixLength) return undefined;
    const head = this.#chunks[0]!.length >= prefixLength ? this.#chunks[0]! : this.#join();
    return prefixLength + head.readUInt32BE(1);
  }

  #join(): Buffer {
    const whole = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }
}
