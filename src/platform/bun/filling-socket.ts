import type { Socket } from "node:net";
import type { FillingListener, FillingSocket, TcpAddress } from "../filling-socket.ts";
import { releaseBytes } from "./released-bytes.ts";
import { bunSocket } from "./socket.ts";

/** What comes of a connection, in chunks that are nobody else's. */
interface ChunkListener {
  connected(): void;
  received(chunk: Uint8Array): void;
  lost(cause: Error | undefined): void;
}

interface ChunkSocket {
  write(bytes: Uint8Array): void;
  /** What has been received by then, and is yet to be told, still comes. */
  pause(): void;
  resume(): void;
  destroy(): void;
}

/** By Bun's own sockets. */
export function bunFillingSocket({ host, port }: TcpAddress, listener: FillingListener): FillingSocket {
  return fromChunks((events) => {
    const socket = bunSocket({ hostname: host, port }, events);
    socket.hold(true);
    return socket;
  }, listener);
}

/** By one of Node's, which Bun has read into buffers of its own; `connect` makes it. */
export function bunFillingByNode(connect: () => Socket, listener: FillingListener): FillingSocket {
  return fromChunks(({ connected, received, lost }) => {
    const socket = connect();
    socket.once("connect", connected).on("data", received).on("error", lost);
    socket.on("close", () => lost(undefined));
    return {
      write: (bytes) => void socket.write(bytes),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      destroy: () => void socket.destroy(),
    };
  }, listener);
}

/** Bun makes a buffer of up to half a megabyte for what it has received, which is copied and released. */
function fromChunks(open: (events: ChunkListener) => ChunkSocket, listener: FillingListener): FillingSocket {
  /** What is yet to be given. */
  const received: Uint8Array[] = [];
  /** How much of the first of it was given. */
  let given = 0;
  let isPaused = false;
  let end: { readonly cause: Error | undefined } | undefined;
  const give = () => {
    while (!isPaused && received.length > 0) {
      const [chunk] = received as [Uint8Array];
      const target = listener.target();
      const length = Math.min(chunk.length - given, target.length);
      target.set(chunk.subarray(given, given + length));
      given += length;
      if (given === chunk.length) {
        received.shift();
        given = 0;
        releaseBytes(chunk);
      }
      isPaused = !listener.filled(length);
    }
    if (isPaused) socket.pause();
    else if (end !== undefined) listener.lost(end.cause);
  };
  const socket = open({
    connected: () => listener.connected(),
    received(bytes) {
      received.push(bytes);
      give();
    },
    lost(cause) {
      end ??= { cause };
      give();
    },
  });
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
      given = 0;
      isPaused = false;
      socket.destroy();
    },
  };
}
