import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { RpcError } from "../../rpc/rpc-error.ts";

export type UpgradeHeaders = Readonly<Record<string, string | readonly string[]>>;

/** An answer's head; one that goes on and on is none. */
const mostHeadBytes = 64 << 10;

/**
 * Turns a request to dockerd into a connection that speaks HTTP/2 without TLS: `/grpc` has BuildKit's control service, `/session` takes
 * this process as a server (moby, "api/server/router/grpc" and "session"). `node:http` would take longer to load than all the rest.
 */
export async function upgradedSocket(
  socketPath: string,
  path: "/grpc" | "/session",
  headers: UpgradeHeaders = {},
  signal?: AbortSignal,
): Promise<Duplex> {
  signal?.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const cancel = () => fail(signal?.reason);
    const settle = () => {
      signal?.removeEventListener("abort", cancel);
      socket.removeAllListeners();
    };
    const fail = (error: unknown) => {
      settle();
      socket.on("error", () => {}); // Said already, or of no interest any more.
      socket.destroy();
      reject(error);
    };
    let head = Buffer.alloc(0);
    signal?.addEventListener("abort", cancel, { once: true });
    socket.on("error", fail);
    socket.on("end", () => fail(refusal("UNAVAILABLE", path, "closes the connection")));
    socket.on("readable", () => {
      for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0 && head.length < mostHeadBytes) continue;
        const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString("latin1", 0, Math.max(end, 0))) ?? [];
        if (status !== "101") {
          const code = status === "404" ? "UNIMPLEMENTED" : "UNAVAILABLE";
          fail(refusal(code, path, status === undefined ? "speaks no HTTP" : `answers with status ${status}`));
          return;
        }
        settle();
        const rest = head.subarray(end + 4);
        if (rest.length > 0) socket.unshift(rest);
        resolve(socket);
        return;
      }
    });
    socket.write(upgradeRequest(path, headers));
  });
}

function upgradeRequest(path: string, headers: UpgradeHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${String(one).replaceAll(/[\r\n]/g, " ")}`),
  );
  const own = ["host: localhost", "connection: Upgrade", "upgrade: h2c", "content-length: 0"];
  return `${[`POST ${path} HTTP/1.1`, ...own, ...lines].join("\r\n")}\r\n\r\n`;
}

function refusal(status: "UNAVAILABLE" | "UNIMPLEMENTED", path: string, what: string): RpcError {
  return new RpcError(status, `dockerd ${what}: ${path}`, { path });
}
