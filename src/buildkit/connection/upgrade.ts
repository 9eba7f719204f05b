import { request } from "node:http";
import type { Duplex } from "node:stream";
import { RpcError } from "../../rpc/rpc-error.ts";

export type UpgradeHeaders = Readonly<Record<string, string | readonly string[]>>;

/**
 * Turns a request to dockerd into a connection that speaks HTTP/2 without TLS: `/grpc` has BuildKit's control service, `/session` takes
 * this process as a server (moby, "api/server/router/grpc" and "session").
 */
export async function upgradedSocket(
  socketPath: string,
  path: "/grpc" | "/session",
  headers: UpgradeHeaders = {},
  signal?: AbortSignal,
): Promise<Duplex> {
  signal?.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const values = Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" ? value : [...value],
    ]);
    const asking = request({
      socketPath,
      path,
      method: "POST",
      headers: { host: "localhost", connection: "Upgrade", upgrade: "h2c", ...Object.fromEntries(values) },
    });
    const cancel = () => asking.destroy(signal?.reason);
    const settle = <T>(then: (value: T) => void, value: T) => {
      signal?.removeEventListener("abort", cancel);
      then(value);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    asking.on("upgrade", (_answer, socket: Duplex, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      settle(resolve, socket);
    });
    asking.on("response", (answer) => {
      answer.resume();
      const status = answer.statusCode === 404 ? "UNIMPLEMENTED" : "UNAVAILABLE";
      settle(reject, new RpcError(status, `dockerd answers ${path} with status ${answer.statusCode}`, { path }));
    });
    asking.on("error", (error) => settle(reject, signal?.aborted ? signal.reason : error));
    asking.end();
  });
}
