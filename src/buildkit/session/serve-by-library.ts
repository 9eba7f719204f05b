import http2 from "node:http2";
import { receivedLimits, refusal } from "./call-answer.ts";
import type { ServeCalls } from "./serve.ts";
import { StreamCall } from "./stream-call.ts";

/** Fields of a call's headers. */
const mostHeaders = 1 << 20;

/** A connection's memory in megabytes: what is written is already bounded for each call. */
const memoryMegabytes = 256;

/** By `node:http2`. */
export const serveByLibrary: ServeCalls = (stream, { methodOf, served }) => {
  const { windowBytes, headerBytes } = receivedLimits;
  const session = http2.performServerHandshake(stream, {
    maxHeaderListPairs: mostHeaders,
    maxSessionMemory: memoryMegabytes,
    settings: { initialWindowSize: windowBytes, maxHeaderListSize: headerBytes },
  });
  const calls = new Set<StreamCall>();
  let failure: Error | undefined;
  session.on("error", (error) => {
    failure ??= error;
  });
  stream.on("error", (error) => {
    failure ??= error;
    session.destroy();
  });
  if (session.connecting) session.once("connect", () => session.setLocalWindowSize(windowBytes));
  else session.setLocalWindowSize(windowBytes);
  session.on("stream", (call: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, ...rest: unknown[]) => {
    const path = String(headers[":path"]);
    const method = methodOf(path);
    if (method === undefined) {
      refuse(call, path);
      return;
    }
    // The types leave out the fourth argument, in which alone a repeated header is not joined by commas.
    const streamCall = new StreamCall(call, path, rest[1] as readonly string[]);
    calls.add(streamCall);
    void streamCall.serve(method).then((error) => {
      calls.delete(streamCall);
      served(error);
    });
  });
  const closed = new Promise<Error | undefined>((resolve) => {
    const over = () => {
      for (const call of calls) call.abort(failure ?? new Error("the session ended"));
      stream.destroy();
      resolve(failure);
    };
    session.once("close", over);
    stream.once("close", () => session.destroy());
  });
  return { closed, close: () => session.destroy() };
};

function refuse(stream: http2.ServerHttp2Stream, path: string): void {
  stream.on("error", () => {}); // BuildKit may be gone already, which ends the session anyway.
  stream.respond(refusal(path), { endStream: true });
  stream.resume();
}
