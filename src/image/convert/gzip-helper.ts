import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { NerdError } from "../../errors.ts";

/** Undoes gzip by a program, such as pigz, for those whose layers it undoes faster than we do. */
export function gzipHelper(program: string, path: string | undefined) {
  return async function* decompress(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const child = spawn(program, ["-d", "-c"], { stdio: ["pipe", "pipe", "pipe"], env: { PATH: path ?? "" } });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said = (said + chunk).slice(-1000);
    });
    const ended = once(child, "close");
    ended.catch(() => {}); // Waited for below, unless the reader stops before.
    // A child that ends early closes its stdin: what that was is told by its status.
    const fed = pipeline(Readable.from(source, { objectMode: false }), child.stdin).catch((error: unknown) => error);
    try {
      for await (const chunk of child.stdout) yield chunk as Uint8Array;
      const [status] = await ended;
      if (status !== 0)
        throw new NerdError("ARCHIVE_INVALID", `${program} ended with status ${status}`, { stderr: said });
      const problem = await fed;
      if (problem instanceof Error) throw problem;
    } catch (error) {
      throw isMissing(error) ? notInstalled(program) : error;
    } finally {
      child.kill("SIGKILL");
    }
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function notInstalled(program: string): NerdError {
  return new NerdError("INVALID_VALUE", `a program that is not installed: --estargz-gzip-helper ${program}`, {
    hint: `install it, or leave the flag out: apt-get install ${program === "igzip" ? "isal" : program}`,
  });
}
