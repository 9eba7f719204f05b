import http2 from "node:http2";
import type { Duplex } from "node:stream";
import { isNerdError, type NerdError } from "../../errors.ts";
import { methods as wire } from "../protocol.ts";
import type { SessionMethods } from "./session-call.ts";
import { refuse, StreamCall } from "./stream-call.ts";
import { unaryMethod } from "./unary-method.ts";

/** How much BuildKit may send before it is read: an exporter's output comes at the speed of the disk. */
const windowBytes = 8 << 20;

/** A list of patterns comes as a header each. */
const largestHeaders = 16 << 20;
const mostHeaders = 1 << 20;

/** A connection's memory in megabytes: what is written is already bounded for each call. */
const memoryMegabytes = 256;

export interface ServedSession {
  /** Resolves when the connection is gone, with what broke it where something did. */
  readonly closed: Promise<Error | undefined>;
  /** The first error of a method that is made for users; BuildKit has heard its text, and may pass on another. */
  readonly failure: NerdError | undefined;
  /** Gives up the calls under way. */
  close(): void;
}

/** Answers BuildKit's calls on a connection whose client it is, until it or we end it. */
export function serveSession(stream: Duplex, methods: SessionMethods): ServedSession {
  const session = http2.performServerHandshake(stream, {
    maxHeaderListPairs: mostHeaders,
    maxSessionMemory: memoryMegabytes,
    settings: { initialWindowSize: windowBytes, maxHeaderListSize: largestHeaders },
  });
  const calls = new Set<StreamCall>();
  let failure: Error | undefined;
  let ownFailure: NerdError | undefined;
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
    const method = path === wire.health.check.path ? health : methods.get(path);
    if (method === undefined) {
      refuse(call, path);
      return;
    }
    // The types leave out the fourth argument, in which alone a repeated header is not joined by commas.
    const served = new StreamCall(call, path, rest[1] as readonly string[]);
    calls.add(served);
    void served.serve(method).then((error) => {
      calls.delete(served);
      if (isNerdError(error)) ownFailure ??= error;
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
  return {
    closed,
    get failure() {
      return ownFailure;
    },
    close: () => session.destroy(),
  };
}

/** Asked every five seconds; after two that fail BuildKit gives the session up. */
const [, health] = unaryMethod(wire.health.check, async () => ({ status: "SERVING" as const }));
