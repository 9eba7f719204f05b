/** What a deputy is asked for, by its numbers in native/deputy/deputy.c. */
const operations = {
  run: 0,
  fifos: 1,
  makeNetns: 2,
  deleteNetns: 3,
  readAttribute: 4,
  listAttributes: 5,
  writeAttribute: 6,
  tryX32: 7,
  statFiles: 8,
  setTime: 9,
  lockFile: 10,
  signalProcess: 11,
  removeTrees: 12,
} as const;

export interface DeputyRequest {
  readonly operation: keyof typeof operations;
  readonly texts: readonly (string | Uint8Array)[];
  /** Where the texts' second part begins. */
  readonly split?: number;
}

export interface DeputyAnswer {
  readonly id: number;
  /** Negative: the errno. Else what wait(2) says of a child, or 0. */
  readonly result: number;
  readonly first: Buffer;
  readonly second: Buffer;
}

/** What its buffer takes, native/deputy/deputy.c. */
const mostBytes = 1024 * 1024;
const mostTexts = 4096;

/** Undefined where it is larger than a deputy takes. */
export function encodeRequest(id: number, { operation, texts, split = 0 }: DeputyRequest): Buffer | undefined {
  const encoded = texts.map((text) => (typeof text === "string" ? Buffer.from(text) : text));
  const length = encoded.reduce((total, { length }) => total + 4 + length + 1, 16);
  if (length > mostBytes || texts.length > mostTexts) return undefined;
  const frame = Buffer.alloc(length);
  frame.writeUInt32LE(length - 4, 0);
  frame.writeUInt32LE(id, 4);
  frame.writeUInt32LE(operations[operation], 8);
  frame.writeUInt32LE(split, 12);
  let at = 16;
  for (const text of encoded) {
    frame.writeUInt32LE(text.length, at);
    frame.set(text, at + 4);
    at += 4 + text.length + 1; // And a zero byte, as C has it.
  }
  return frame;
}

/** Answers out of the pieces in which they come. */
export class AnswerReader {
  #held: Buffer = Buffer.alloc(0);

  *read(piece: Uint8Array): Generator<DeputyAnswer> {
    this.#held = this.#held.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#held, piece]);
    while (this.#held.length >= 16) {
      const end = 4 + this.#held.readUInt32LE(0);
      if (this.#held.length < end) return;
      const split = 16 + this.#held.readUInt32LE(12);
      yield {
        id: this.#held.readUInt32LE(4),
        result: this.#held.readInt32LE(8),
        first: this.#held.subarray(16, split),
        second: this.#held.subarray(split, end),
      };
      this.#held = this.#held.subarray(end);
    }
  }
}
