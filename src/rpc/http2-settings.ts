import { encodeFrame, frameType, word } from "./http2-frame.ts";

/** From RFC 9113, section 6.5.2. */
const settingId = { headerTable: 1, push: 2, initialWindow: 4, headerList: 6 };
const settingLength = 6;

const largestWindow = 2 ** 31 - 1;
/** Of a stream and of a connection, before either side says otherwise. */
export const initialWindow = 65_535;
/** How much of a response may wait for its reader. */
export const streamWindow = 4 << 20;

/** All that both sides may send at once, of all streams together. */
const widest = encodeFrame(frameType.windowUpdate, 0, 0, word(largestWindow - initialWindow));

/** What a server may receive. */
export interface ServerLimits {
  /** Of each call, before it is read. */
  readonly windowBytes: number;
  readonly headerBytes: number;
}

/** What a server says first. The connection's own window is never what a client waits for. */
export function serverGreeting({ windowBytes, headerBytes }: ServerLimits): Buffer {
  const limits = [setting(settingId.initialWindow, windowBytes), setting(settingId.headerList, headerBytes)];
  return Buffer.concat([encodeFrame(frameType.settings, 0, 0, Buffer.concat(limits)), widest]);
}

/** No dynamic table, no pushes, and a window for each stream. */
const settings = Buffer.concat([
  setting(settingId.headerTable, 0),
  setting(settingId.push, 0),
  setting(settingId.initialWindow, streamWindow),
]);

/** Tells a client from anything else. From RFC 9113, section 3.4. */
export const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** What a client says first. */
export const greeting = Buffer.concat([preface, encodeFrame(frameType.settings, 0, 0, settings), widest]);

/** The windows that a peer's settings give to each stream, in their order. */
export function* streamWindows(settings: Buffer): Generator<number> {
  for (let at = 0; at + settingLength <= settings.length; at += settingLength) {
    if (settings.readUInt16BE(at) === settingId.initialWindow) yield settings.readUInt32BE(at + 2);
  }
}

function setting(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(settingLength);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt32BE(value, 2);
  return bytes;
}
