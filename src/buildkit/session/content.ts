import { RpcError } from "../../rpc/rpc-error.ts";
import { methods } from "../protocol.ts";
import type { SessionCall, SessionMethods } from "./session-call.ts";

/** Serves one of the methods of containerd's content service, by its path. */
export type ContentStore = (path: string, call: SessionCall) => Promise<void>;

/** Which store a call is for: `export`, `local:<directory>`, `oci:<id>`. */
const storeKey = "buildkit-attachable-store-id";

/**
 * Stores that BuildKit reads and writes through the session: where exporters `oci` and `docker` with `tar=false` put an image
 * (`export`), caches of type `local`, and contexts that are OCI layouts.
 */
export function contentMethods(stores: ReadonlyMap<string, ContentStore>): SessionMethods {
  return new Map(
    Object.values(methods.content).map(({ path }) => {
      const serve = async (call: SessionCall) => {
        const [id = ""] = call.metadata.get(storeKey) ?? [];
        const store = stores.get(id);
        if (store === undefined) throw new RpcError("NOT_FOUND", `no such content store: ${id}`, { path });
        await store(path, call);
      };
      return [path, serve];
    }),
  );
}
