/** The types that gRPC needs. From RFC 9113, section 6. */
export const frameType = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const frameFlag = { endStream: 1, acknowledged: 1, endHeaders: 4, padded: 8, priority: 0x20 } as const;

export interface Http2Frame {
  readonly type: number;
  readonly flags: number;
  /** 0: the connection itself. */
  readonly stream: number;
  readonly payload: Buffer;
}

/** Every peer must take a frame of this size. From RFC 9113, section 4.2. */
export const largestFrame = 16_384;

const headLength = 9;

export function encodeFrame(type: number, flags: number, stream: number, payload: Uint8Array = nothing): Buffer {
  const frame = Buffer.allocUnsafe(headLength + payload.length);
  frame.writeUIntBE(payload.length, 0, 3);
  frame[3] = type;
  frame[4] = flags;
  frame.writeUInt32BE(stream, 5);
  frame.set(payload, headLength);
  return frame;
}

/** As many frames as the bytes take. */
export function encodeData(stream: number, bytes: Uint8Array): Buffer {
  const frames: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += largestFrame) {
    frames.push(encodeFrame(frameType.data, 0, stream, bytes.subarray(from, from + largestFrame)));
  }
  return Buffer.concat(frames);
}

const nothing = new Uint8Array(0);

/** A frame's payload that is one number, such as an error code or a window's increment. */
export function word(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

/** Cuts what a socket delivers into frames; payloads are views, without padding and priority. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  *push(chunk: Buffer): Generator<Http2Frame> {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= headLength) {
      const end = headLength + bytes.readUIntBE(0, 3);
      if (bytes.length < end) break;
      const [type, flags] = [bytes[3]!, bytes[4]!];
      const payload = content(type, flags, bytes.subarray(headLength, end));
      yield { type, flags, stream: bytes.readUInt32BE(5) & 0x7fff_ffff, payload };
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
  }
}

function content(type: number, flags: number, payload: Buffer): Buffer {
  if (type !== frameType.data && type !== frameType.headers) return payload;
  const isPadded = (flags & frameFlag.padded) !== 0;
  const hasPriority = type === frameType.headers && (flags & frameFlag.priority) !== 0;
  const start = (isPadded ? 1 : 0) + (hasPriority ? 5 : 0);
  return payload.subarray(start, payload.length - (isPadded ? payload[0]! : 0));
}
