import { RpcError } from "../../rpc/rpc-error.ts";
import { diskFull } from "../../store/atomic-file.ts";
import type { SessionCall, SessionMethods } from "../session/session-call.ts";
import { receivedBytes, receiveFile } from "./byte-receiver.ts";
import { receiveTree } from "./tree-receiver.ts";

const diffCopy = "/moby.filesync.v1.FileSend/DiffCopy";

/** Where the result of an exporter goes: of `local` into a directory, of `tar`, `oci` and `docker` into a file or a stream. */
export type ReceiveTarget =
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "file"; readonly path: string }
  /** Waits for each piece before it takes the next one, and knows the end by `done`. */
  | {
      readonly kind: "stream";
      readonly write: (bytes: Uint8Array) => Promise<void>;
      readonly done?: () => Promise<void>;
    };

/** Takes what exporters send to the client; `targets` by the exporter's place in the request. */
export function fileReceiveMethods(targets: ReadonlyMap<number, ReceiveTarget>): SessionMethods {
  return new Map([[diffCopy, (call) => receive(call, targets)]]);
}

async function receive(call: SessionCall, targets: ReadonlyMap<number, ReceiveTarget>): Promise<void> {
  // Daemons that know one exporter only do not say which.
  const place = Number(call.metadata.get("buildkit-attachable-exporter-id")?.[0] ?? 0);
  const target = targets.get(place);
  if (target === undefined) throw new RpcError("NOT_FOUND", `no place for the exporter ${place}`, { path: diffCopy });
  if (target.kind !== "stream") {
    const { kind, path } = target;
    await (kind === "directory" ? receiveTree : receiveFile)(call, path).catch((error: unknown) => {
      throw diskFull(error, path, "free some space there, or write the output elsewhere");
    });
    return;
  }
  for await (const bytes of receivedBytes(call)) await target.write(bytes);
  await target.done?.();
}
