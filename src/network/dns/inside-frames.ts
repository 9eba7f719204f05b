/** What goes between us and a name socket, by the numbers of native/name-socket. */
export const frameKinds = { start: 0, datagram: 1, stream: 2 } as const;

export interface InsideFrame {
  readonly kind: number;
  /** Who is meant: eight bytes that the answer has, too. */
  readonly who: Buffer;
  readonly message: Buffer;
}

const headSize = 16;
const lengthSize = 4;

export function insideFrame({ kind, who, message }: { kind: number; who: Uint8Array; message: Uint8Array }): Buffer {
  const head = Buffer.alloc(headSize);
  head.writeUInt32LE(headSize - lengthSize + message.length, 0);
  head.writeUInt32LE(kind, lengthSize);
  head.set(who, 8);
  return Buffer.concat([head, message]);
}

/** Frames out of the pieces in which they come. */
export class InsideFrameReader {
  #held: Buffer = Buffer.alloc(0);

  push(piece: Uint8Array): InsideFrame[] {
    this.#held = Buffer.concat([this.#held, piece]);
    const frames: InsideFrame[] = [];
    while (this.#held.length >= headSize) {
      const end = lengthSize + this.#held.readUInt32LE(0);
      if (this.#held.length < end) break;
      const [who, message] = [this.#held.subarray(8, headSize), this.#held.subarray(headSize, end)];
      frames.push({ kind: this.#held.readUInt32LE(lengthSize), who, message });
      this.#held = this.#held.subarray(end);
    }
    return frames;
  }
}

/** The ports of udp and tcp that the sockets got. */
export function socketPorts({ who }: Pick<InsideFrame, "who">): { readonly udp: number; readonly tcp: number } {
  return { udp: who.readUInt16BE(0), tcp: who.readUInt16BE(2) };
}
