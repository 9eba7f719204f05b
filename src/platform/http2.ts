import { runtimeName } from "./runtime.ts";

/**
 * Whether `node:http2` sends requests larger than the server's window. Bun 1.4's stops in the middle of most: it does not go on
 * when the window grows.
 */
export const sendsLargeRequests = runtimeName !== "bun";
