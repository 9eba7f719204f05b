import type { FillingListener, FillingSocket, TcpAddress } from "../filling-socket.ts";
import { bunSocket } from "./socket.ts";

/** Bun makes a buffer of half a megabyte for what it has received, which is copied and thrown away. */
export function bunFillingSocket({ host, port }: TcpAddress, listener: FillingListener): FillingSocket {
  /** What is yet to be given. */
  const received: Uint8Array[] = [];
  let isPaused = false;
  let end: { readonly cause: Error | undefined } | undefined;
  const give = () => {
    while (!isPaused && received.length > 0) {
      const [chunk] = received as [Uint8Array];
      const part = chunk.subarray(0, listener.target().length);
      listener.target().set(part);
      if (part.length === chunk.length) received.shift();
      else received[0] = chunk.subarray(part.length);
      isPaused = !listener.filled(part.length);
    }
    if (isPaused) socket.pause();
    else if (end !== undefined) listener.lost(end.cause);
  };
  const socket = bunSocket(
    { hostname: host, port },
    {
      connected: () => listener.connected(),
      received(bytes) {
        received.push(bytes);
        give();
      },
      lost(cause) {
        end ??= { cause };
        give();
      },
    },
  );
  socket.hold(true);
  return {
    write: socket.write,
    resume() {
      isPaused = false;
      give();
      if (!isPaused) socket.resume();
    },
    destroy() {
      // Nobody wants the rest.
      received.length = 0;
      isPaused = false;
      socket.destroy();
    },
  };
}
