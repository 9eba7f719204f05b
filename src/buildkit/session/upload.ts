import { randomBytes } from "node:crypto";
import { RpcError } from "../../rpc/rpc-error.ts";
import { codec } from "../codec.ts";
import { methods } from "../protocol.ts";
import type { SessionMethod } from "./session-call.ts";

/** A message is at most 16 MiB, and whoever reads it waits for the whole. */
const pieceBytes = 1 << 20;

/** A stream that BuildKit fetches once, such as a context that is a tar on stdin. */
export interface Upload {
  /** For `FrontendAttrs.context`. */
  readonly url: string;
  readonly method: readonly [path: string, SessionMethod];
}

/** BuildKit asks for whatever lies at this host in the session (buildkit, "source/http"). */
export function upload(source: AsyncIterable<Uint8Array>): Upload {
  const id = randomBytes(16).toString("hex");
  const { path, response } = methods.upload.pull;
  let isTaken = false;
  const serve: SessionMethod = async (call) => {
    const [asked = ""] = call.metadata.get("urlpath") ?? [];
    if (asked.slice(asked.lastIndexOf("/") + 1) !== id || isTaken)
      throw new RpcError("NOT_FOUND", `no such upload: ${asked}`, { path });
    isTaken = true;
    for await (const chunk of source) {
      call.signal.throwIfAborted();
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        await call.send(codec.encode(response, { data: chunk.subarray(at, at + pieceBytes) }));
      }
    }
  };
  return { url: `http://buildkit-session/${id}`, method: [path, serve] };
}
