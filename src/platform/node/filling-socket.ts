import { connect, type OnReadOpts, type Socket } from "node:net";
import type { FillingListener, FillingSocket, TcpAddress } from "../filling-socket.ts";

/** What connects where it is called, and reads as it is told, if it is. */
export type NodeConnect = (onread: OnReadOpts | undefined) => Socket;

export function tcpByNode(address: TcpAddress): NodeConnect {
  return (onread) => connect({ ...address, ...(onread && { onread }) });
}

/** The kernel writes into the listener's buffers. */
export function nodeFillingSocket(connect: NodeConnect, listener: FillingListener): FillingSocket {
  const socket = connect({ buffer: () => listener.target(), callback: (bytes) => listener.filled(bytes) });
  socket.once("connect", () => listener.connected());
  socket.on("error", (error) => listener.lost(error));
  socket.on("close", () => listener.lost(undefined));
  return {
    write: (bytes) => void socket.write(bytes),
    resume: () => void socket.resume(),
    destroy: () => void socket.destroy(),
  };
}
