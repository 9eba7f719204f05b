import { ServedConnection } from "../../rpc/served-connection.ts";
import { AnsweredCall } from "./answered-call.ts";
import { givenUp, receivedLimits, refusal } from "./call-answer.ts";
import { FramedWire } from "./framed-wire.ts";
import type { ServeCalls } from "./serve.ts";

/** By frames of our own. */
export const serveByFrames: ServeCalls = (stream, { methodOf, served }) => {
  let over: (failure: Error | undefined) => void = () => {};
  const closed = new Promise<Error | undefined>((resolve) => {
    over = resolve;
  });
  const connection = new ServedConnection(stream, receivedLimits, {
    called: (headers, wire) => {
      const path = headers.find(([name]) => name === ":path")?.[1] ?? "";
      const method = methodOf(path);
      if (method === undefined) {
        wire.finish(refusal(path));
        return undefined;
      }
      const framed = new FramedWire(wire);
      const call = new AnsweredCall(framed, headers);
      void call.serve(method).then(served);
      return {
        received: (bytes) => framed.push(bytes),
        finished: () => framed.end(),
        abort: (cause = givenUp(path)) => {
          call.abort(cause);
          framed.end();
        },
      };
    },
    lost: over,
  });
  return { closed, close: () => connection.close() };
};
