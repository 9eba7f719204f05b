import type { Channel, Method } from "../../src/rpc/channel.ts";

/** Sees each call that has one answer, and makes it by `call`, when it wants to. */
export type AroundCall = (method: Method, request: object, call: () => Promise<object>) => Promise<object>;

/** A channel that is the other one, but for what `around` does to its calls. */
export function interceptedChannel(channel: Channel, around: AroundCall): Channel {
  return {
    unary: (method, request, options) => around(method, request, () => channel.unary(method, request, options)),
    serverStream: (method, request, options) => channel.serverStream(method, request, options),
    duplex: (method, requests, options) => channel.duplex(method, requests, options),
    close: () => channel.close(),
  };
}
