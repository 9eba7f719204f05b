import { RpcError } from "../../rpc/rpc-error.ts";
import { methods } from "../protocol.ts";
import type { SessionMethods } from "./session-call.ts";
import { unaryMethod } from "./unary-method.ts";

/** BuildKit takes no larger one (buildkit, "session/secrets", MaxSecretSize). */
const largestSecret = 500 << 10;

/** Values by id, each asked for when a step first needs it. */
export type BuildSecrets = ReadonlyMap<string, (signal: AbortSignal) => Promise<Uint8Array>>;

export function secretMethods(secrets: BuildSecrets): SessionMethods {
  const { path } = methods.secrets.getSecret;
  return new Map([
    unaryMethod(methods.secrets.getSecret, async ({ id }, { signal }) => {
      const read = secrets.get(id);
      if (read === undefined) throw new RpcError("NOT_FOUND", `secret ${id}: not found`, { path });
      const data = await read(signal);
      if (data.length <= largestSecret) return { data };
      const message = `secret ${id}: ${data.length} bytes, and BuildKit takes no more than ${largestSecret}`;
      throw new RpcError("INVALID_ARGUMENT", message, { path });
    }),
  ]);
}
