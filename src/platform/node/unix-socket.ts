import { connect } from "node:net";
import type { SocketListener, UnixSocket } from "../unix-socket.ts";

export function nodeSocket(path: string, { received, lost }: SocketListener): UnixSocket {
  const socket = connect(path);
  socket.on("data", (chunk) => received(chunk as Buffer)); // No encoding was set.
  socket.on("error", lost);
  socket.on("close", () => lost(undefined));
  socket.unref();
  return {
    write(bytes) {
      if (!socket.destroyed) socket.write(bytes);
    },
    async drained() {
      if (!socket.writableNeedDrain) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          socket.off("drain", done).off("close", done);
          resolve();
        };
        socket.on("drain", done).on("close", done);
      });
    },
    // One that is not connected, or no more, notes each wish down.
    hold: (isHeld) => void socket[isHeld ? "ref" : "unref"](),
    destroy: () => void socket.destroy(),
  };
}
