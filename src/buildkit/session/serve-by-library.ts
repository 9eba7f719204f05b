import http2 from "node:http2";
import type { HeaderField } from "../../rpc/header-table.ts";
import { AnsweredCall } from "./answered-call.ts";
import { givenUp, receivedLimits, refusal } from "./call-answer.ts";
import type { ServeCalls } from "./serve.ts";
import { StreamWire } from "./stream-wire.ts";

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
  const calls = new Set<AnsweredCall>();
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
    const answered = new AnsweredCall(new StreamWire(call), fieldsOf(rest[1] as readonly string[]));
    call.on("error", (error) => answered.abort(error));
    for (const end of ["aborted", "close"]) call.on(end, () => answered.abort(givenUp(path)));
    calls.add(answered);
    void answered.serve(method).then((error) => {
      calls.delete(answered);
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

/** Header and value in turn, as `node:http2` gives them where it joins none by commas. */
function* fieldsOf(rawHeaders: readonly string[]): Generator<HeaderField> {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) yield [rawHeaders[i]!, rawHeaders[i + 1]!];
}
