import { ServedConnection } from "../../rpc/served-connection.ts";
import { receivedLimits as limits, refusal } from "./call-answer.ts";
import { FramedCall } from "./framed-call.ts";
import type { ServeCalls } from "./serve.ts";

/** By frames of our own. */
export const serveByFrames: ServeCalls = (stream, { methodOf, served }) => {
  let over: (failure: Error | undefined) => void = () => {};
  const closed = new Promise<Error | undefined>((resolve) => {
    over = resolve;
  });
  const connection = new ServedConnection(stream, limits, {
    called: (headers, wire) => {
      const path = headers.find(([name]) => name === ":path")?.[1] ?? "";
      const method = methodOf(path);
      if (method === undefined) {
        wire.finish(refusal(path));
        return undefined;
      }
      const call = new FramedCall(wire, { path, headers, windowBytes: limits.windowBytes });
      void call.serve(method).then(served);
      return call;
    },
    lost: over,
  });
  return { closed, close: () => connection.close() };
};
