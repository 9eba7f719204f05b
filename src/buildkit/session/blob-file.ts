import { join } from "node:path";
import { RpcError } from "../../rpc/rpc-error.ts";
import { methods } from "../protocol.ts";

/** Where a blob lies (image-spec, "Image Layout"). Refuses what is no digest, and so could lie anywhere. */
export function blobFile(directory: string, digest: string): string {
  const [, algorithm, hex] = /^(sha256|sha384|sha512):([0-9a-f]{64,128})$/.exec(digest) ?? [];
  if (algorithm === undefined || hex === undefined)
    throw new RpcError("INVALID_ARGUMENT", `not a digest: ${digest}`, { path: methods.content.info.path });
  return join(directory, "blobs", algorithm, hex);
}
