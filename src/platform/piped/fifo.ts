import { type ChildProcess, spawn } from "node:child_process";
import { PassThrough, type Readable, Writable } from "node:stream";

/** For Bun and Deno, whose streams over a FIFO's descriptor deliver nothing or a false end: `cat` stands between. */
export function openReader(path: string): Readable {
  const child = spawn("cat", [path], { stdio: ["ignore", "pipe", "inherit"] });
  // Of its own, since what a child has written and nobody has read is thrown away when it exits.
  const output = new PassThrough();
  child.once("error", (error) => output.destroy(error));
  child.stdout.pipe(output).once("close", () => child.kill());
  return output;
}

/** Ends once `cat` has passed everything on, which is later than it has taken everything in. */
export function openWriter(path: string): Writable {
  const child = spawn("sh", ["-c", 'exec cat >"$1"', "sh", path], { stdio: ["pipe", "inherit", "inherit"] });
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
}

function exitOf(child: ChildProcess): Promise<void> {
  const exit = new Promise<void>((resolve, reject) => {
    child.once("error", reject).once("exit", () => resolve());
  });
  exit.catch(() => {}); // Of interest only to who ends the stream; else the write fails.
  return exit;
}
