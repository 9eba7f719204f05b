import { constants, openSync } from "node:fs";
import { Socket } from "node:net";
import { type Readable, Writable } from "node:stream";

/**
 * A socket over the descriptor waits in epoll, which is why a reader opened early neither blocks nor sees a false
 * end: libuv's file streams would hold a thread of its pool each, and four waiting ones stop all file access.
 */
export function openReader(path: string): Readable {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/**
 * Opened for reading too, so that it neither waits for a reader nor fails when there is none yet. The socket is
 * never ended but closed, after its last write: a FIFO knows no shutdown.
 */
export function openWriter(path: string): Writable {
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: false, writable: true });
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.once("close", () => done()).destroy(),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
}
