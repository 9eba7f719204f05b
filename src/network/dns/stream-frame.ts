/** A message as it goes over TCP: behind its length. From RFC 1035, 4.2.2. */
export function streamFrame(message: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(message.length >> 8, message.length & 255), message]);
}

/** Takes messages out of a stream, however it is cut. */
export class StreamFramer {
  #rest: Uint8Array = new Uint8Array();

  /** The messages that are whole by now. */
  push(bytes: Uint8Array): Uint8Array[] {
    const messages: Uint8Array[] = [];
    let rest: Uint8Array = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const size = rest.length < 2 ? Number.POSITIVE_INFINITY : 2 + rest[0]! * 256 + rest[1]!;
      if (rest.length < size) break;
      messages.push(rest.subarray(2, size));
      rest = rest.subarray(size);
    }
    this.#rest = rest;
    return messages;
  }
}
