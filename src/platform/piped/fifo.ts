import { type ChildProcess, spawn } from "node:child_process";
import { PassThrough, Writable } from "node:stream";
import type { FifoStreams } from "../fifo.ts";
import { fifoEnd } from "./fifo-end.ts";

/** For Bun and Deno, whose streams over a FIFO's descriptor deliver nothing or a false end: a small process stands between. */
export async function pipedFifos(): Promise<FifoStreams> {
  const { reader, writer } = await fifoEnd();
  return {
    openReader(path) {
      // It holds none of this process's own streams, which somebody may read to their end after this process was killed.
      const child = spawn(...reader(path), { stdio: ["ignore", "pipe", "ignore"] });
      // Of its own, since what a child has written and nobody has read is thrown away when it exits.
      const output = new PassThrough();
      child.once("error", (error) => output.destroy(error));
      child.stdout.pipe(output).once("close", () => child.kill());
      return output;
    },

    /** Ends once the process has passed everything on, which is later than it has taken everything in. */
    openWriter(path) {
      const child = spawn(...writer(path), { stdio: ["pipe", "ignore", "ignore"] });
      const exit = exitOf(child);
      const { stdin } = child;
      stdin.on("error", () => {}); // The reader has gone: each write fails with it, too.
      return new Writable({
        write: (chunk: Uint8Array, _encoding, done) => void stdin.write(chunk, done),
        final: (done) => {
          stdin.end();
          exit.then(() => done(), done);
        },
        destroy: (error, done) => {
          child.kill();
          done(error);
        },
      });
    },
  };
}

function exitOf(child: ChildProcess): Promise<void> {
  const exit = new Promise<void>((resolve, reject) => {
    child.once("error", reject).once("exit", () => resolve());
  });
  exit.catch(() => {}); // Of interest only to who ends the stream; else the write fails.
  return exit;
}
