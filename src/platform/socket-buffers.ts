import { runtimeName } from "./runtime.ts";

/** Whether sockets read into buffers of ours (`onread` of `node:net` and `node:tls`, with a function that gives them). */
export const readsIntoBuffers = runtimeName === "node";
