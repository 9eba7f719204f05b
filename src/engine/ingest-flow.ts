/** One message a piece of this size: smaller ones cost time in gRPC, larger ones memory. */
const pieceBytes = 512 * 1024;
/** Bytes on their way, not yet taken by containerd: more of them waits in memory, and no disk gets faster by it. */
const windowBytes = 2 * 1024 * 1024;

/** What a write's two directions know of each other: the replies say how far containerd is, the requests wait for it. */
export class IngestFlow {
  #taken: number | undefined;
  #hasEnded = false;
  #wake: () => void = () => {};

  /** Bytes that the store has by now, as a reply says. */
  take(bytes: number): void {
    this.#taken = bytes;
    this.#wake();
  }

  /** The call is over: whoever waits goes on, and sees it. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** Bytes that an interrupted write left; undefined where the call was refused. */
  async opened(): Promise<number | undefined> {
    while (this.#taken === undefined && !this.#hasEnded) await this.#change();
    return this.#hasEnded ? undefined : this.#taken;
  }

  /** Resolves when the bytes before `at` are taken but for a window; false where the call is over. */
  async admits(at: number): Promise<boolean> {
    while ((this.#taken ?? 0) < at - windowBytes && !this.#hasEnded) await this.#change();
    return !this.#hasEnded;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** A piece's memory serves again when the window has gone past it: the one being filled, the one kept back, those on their way, and the next. */
const ringPieces = windowBytes / pieceBytes + 3;

/**
 * The same bytes in pieces of one size, the last one shorter. A piece is good until the flow has admitted `ringPieces` - 2 more; without
 * that, half of a download's CPU time goes into collecting buffers.
 */
export async function* inPieces(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ring: Buffer[] = [];
  let piece = 0;
  let filled = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      ring[piece] ??= Buffer.allocUnsafeSlow(pieceBytes);
      const part = chunk.subarray(from, from + pieceBytes - filled);
      ring[piece]!.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < pieceBytes) continue;
      yield ring[piece]!;
      piece = (piece + 1) % ringPieces;
      filled = 0;
    }
  }
  if (filled > 0) yield ring[piece]!.subarray(0, filled);
}
