import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Waits for an exclusive lock on a file, across processes. A `flock` child holds it until its stdin closes,
 * so that the lock goes when its holder dies, however that happens.
 */
export async function lockFile(path: string): Promise<AsyncDisposable> {
  const holder = spawn("flock", ["--exclusive", path, "sh", "-c", "echo locked; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(holder, "close");
  const [locked] = await Promise.race([once(holder.stdout, "data"), ended]);
  if (!Buffer.isBuffer(locked)) throw new Error(`cannot lock ${path}: flock ended with ${locked}`);
  return {
    async [Symbol.asyncDispose]() {
      holder.stdin.end();
      await ended;
    },
  };
}
