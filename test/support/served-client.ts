import { encodeHeaders } from "../../src/rpc/header-block.ts";
import type { HeaderField } from "../../src/rpc/header-table.ts";
import {
  encodeBlock,
  encodeFrame,
  FrameReader,
  frameFlag,
  frameType,
  type Http2Frame,
  word,
} from "../../src/rpc/http2-frame.ts";
import { preface } from "../../src/rpc/http2-settings.ts";
import { ServedConnection, type ServedWire } from "../../src/rpc/served-connection.ts";
import { until } from "./condition.ts";
import { socketPair } from "./socket-pair.ts";

const limits = { windowBytes: 1 << 20, headerBytes: 1 << 16 };

/** A call as its server sees it. */
interface SeenCall {
  readonly headers: readonly HeaderField[];
  readonly wire: ServedWire;
  received: string;
  hasAll: boolean;
  aborts: (string | undefined)[];
}

/** A server whose calls can be looked at, and a client that says what it is told to, frame by frame. */
export async function servedClient({ refuses = false, greets = true } = {}) {
  const pair = await socketPair();
  const calls: SeenCall[] = [];
  const losses: (string | undefined)[] = [];
  const served = new ServedConnection(pair.there, limits, {
    called(headers, wire) {
      const call: SeenCall = { headers, wire, received: "", hasAll: false, aborts: [] };
      calls.push(call);
      if (refuses) {
        wire.finish({ "grpc-status": "12" });
        return undefined;
      }
      return {
        received: (bytes) => {
          call.received += bytes;
        },
        finished: () => {
          call.hasAll = true;
        },
        abort: (cause) => call.aborts.push(cause?.message),
      };
    },
    lost: (cause) => losses.push(cause?.message),
  });
  const frames: Http2Frame[] = [];
  const reader = new FrameReader();
  pair.here.on("error", () => {}); // A server that gives a client up may do so while the client writes.
  pair.here.on("data", (chunk: Buffer) => frames.push(...reader.push(chunk)));
  if (greets) pair.here.write(preface);
  return {
    ...{ calls, losses, served, frames, client: pair.here },
    say: (...what: readonly Buffer[]) => pair.here.write(Buffer.concat(what)),
    /** Waits until the server has answered to all that was said so far. */
    async answered() {
      const before = frames.length;
      pair.here.write(encodeFrame(frameType.ping, 0, 0, Buffer.alloc(8)));
      const isPong = ({ type, flags }: Http2Frame) => type === frameType.ping && flags === frameFlag.acknowledged;
      await until("the server has answered", () => frames.slice(before).some(isPong));
    },
    /** Of one type, as they came. */
    came: (type: number) => frames.filter((frame) => frame.type === type),
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
}

/** A call's first frames. */
export function begin(
  stream: number,
  flags = 0,
  headers: Record<string, string> = { ":path": "/test.Words/Call" },
): Buffer {
  return encodeBlock(stream, encodeHeaders(headers), flags);
}

export function data(stream: number, text: string, flags = 0): Buffer {
  return encodeFrame(frameType.data, flags, stream, Buffer.from(text));
}

export function window(stream: number, bytes: number): Buffer {
  return encodeFrame(frameType.windowUpdate, 0, stream, word(bytes));
}
