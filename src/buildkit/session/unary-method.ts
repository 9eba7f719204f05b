import { RpcError } from "../../rpc/rpc-error.ts";
import type { Draft, TypedMethod } from "../../rpc/typed-method.ts";
import { codec } from "../codec.ts";
import type { SessionCall, SessionMethod } from "./session-call.ts";

/** An entry of a `SessionMethods` for a call with one request and one answer. */
export function unaryMethod<Q, R>(
  method: TypedMethod<Q, R>,
  answer: (request: Q, call: SessionCall) => Promise<Draft<R>>,
): [path: string, SessionMethod] {
  const serve: SessionMethod = async (call) => {
    for await (const message of call.messages) {
      const request = codec.decode(method.request, message) as Q; // As its descriptor says.
      await call.send(codec.encode(method.response, (await answer(request, call)) as object));
      return;
    }
    throw new RpcError("INVALID_ARGUMENT", "a call without a request", { path: method.path });
  };
  return [method.path, serve];
}
