import { connect } from "node:net";
import { errno } from "../store/atomic-file.ts";

/** What became of a connection: `silent` is a process that holds the socket and does not answer. */
export type SocketState = "serving" | "silent" | "missing" | "refused" | "denied" | "unusable";

/** HTTP/2's preface and an empty SETTINGS frame: a server answers with its own (RFC 9113, section 3.4). */
const hello = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);

const states: Readonly<Record<string, SocketState>> = {
  ENOENT: "missing",
  ENOTDIR: "missing",
  ECONNREFUSED: "refused",
  EACCES: "denied",
  EPERM: "denied",
};

/**
 * Whether a gRPC server answers at a unix socket: within a millisecond where one does, and without loading a client. To
 * connect would not tell, as the kernel accepts for a process that hangs.
 */
export async function probeSocket(path: string, timeoutMs = 2_000): Promise<SocketState> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    const settle = (state: SocketState) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(state);
    };
    const timer = setTimeout(() => settle("silent"), timeoutMs);
    socket.on("connect", () => socket.write(hello));
    socket.on("data", () => settle("serving"));
    socket.on("end", () => settle("refused"));
    socket.on("error", (error) => settle(states[errno(error) ?? ""] ?? "unusable"));
  });
}
