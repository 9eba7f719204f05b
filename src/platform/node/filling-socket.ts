import { connect, type OnReadOpts, type Socket } from "node:net";
import type { FillingListener, FillingSocket, TcpAddress } from "../filling-socket.ts";

/** Connects, with options of `node:net` for how it reads. */
export type NodeConnect = (options: { readonly onread?: OnReadOpts }) => Socket;

export function tcpByNode(address: TcpAddress): NodeConnect {
  return (options) => connect({ ...address, ...options });
}

/** The kernel writes into the listener's buffers. */
export function nodeFillingSocket(connect: NodeConnect, listener: FillingListener): FillingSocket {
  const onread = { buffer: () => listener.target(), callback: (bytes: number) => listener.filled(bytes) };
  const socket = connect({ onread });
  socket.once("connect", () => listener.connected());
  socket.on("error", (error) => listener.lost(error));
  socket.on("close", () => listener.lost(undefined));
  return {
    write: (bytes) => void socket.write(bytes),
    resume: () => void socket.resume(),
    destroy: () => void socket.destroy(),
  };
}
