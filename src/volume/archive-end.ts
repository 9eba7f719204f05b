/** Two blocks of zero bytes end an archive; tar(1) accepts one that was cut between two files as whole. */
const endBytes = 1024;

/** Sees the bytes of an archive pass, and tells whether its end was among them. */
export class ArchiveEnd {
  #zeros = 0;

  async *watch(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.#look(chunk);
      yield chunk;
    }
  }

  get isWhole(): boolean {
    return this.#zeros >= endBytes;
  }

  #look(chunk: Uint8Array): void {
    let at = chunk.length;
    while (at > 0 && chunk.length - at < endBytes && chunk[at - 1] === 0) at--;
    const zeros = chunk.length - at;
    this.#zeros = at === 0 ? Math.min(endBytes, this.#zeros + zeros) : zeros;
  }
}
