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

export interface Http2Frame<Payload = Buffer> {
  readonly type: number;
  readonly flags: number;
  /** 0: the connection itself. */
  readonly stream: number;
  readonly payload: Payload;
}

/** Every peer must take a frame of this size. From RFC 9113, section 4.2. */
export const largestFrame = 16_384;

const headLength = 9;

export function encodeFrame(type: number, flags: number, stream: number, payload: Uint8Array = nothing): Buffer {
  const frame = Buffer.allocUnsafe(headLength + payload.length);
  writeFrame(frame, 0, { type, flags, stream, payload });
  return frame;
}

/** As many frames as the bytes take. */
export function encodeData(stream: number, bytes: Uint8Array): Buffer {
  const frames = Buffer.allocUnsafe(bytes.length + headLength * Math.ceil(bytes.length / largestFrame));
  let at = 0;
  for (let from = 0; from < bytes.length; from += largestFrame) {
    const payload = bytes.subarray(from, from + largestFrame);
    at = writeFrame(frames, at, { type: frameType.data, flags: 0, stream, payload });
  }
  return frames;
}

/** Headers of any length: what one frame does not take is in those behind it. */
export function encodeBlock(stream: number, block: Uint8Array, flags = 0): Buffer {
  const frames: Buffer[] = [];
  for (let from = 0; from === 0 || from < block.length; from += largestFrame) {
    const isLast = from + largestFrame >= block.length;
    const [type, own] = from === 0 ? [frameType.headers, flags] : [frameType.continuation, 0];
    const all = own | (isLast ? frameFlag.endHeaders : 0);
    frames.push(encodeFrame(type, all, stream, block.subarray(from, from + largestFrame)));
  }
  return Buffer.concat(frames);
}

/** Gives where it ends. */
function writeFrame(buffer: Buffer, at: number, { type, flags, stream, payload }: Http2Frame<Uint8Array>): number {
  buffer.writeUIntBE(payload.length, at, 3);
  buffer[at + 3] = type;
  buffer[at + 4] = flags;
  buffer.writeUInt32BE(stream, at + 5);
  buffer.set(payload, at + headLength);
  return at + headLength + payload.length;
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
