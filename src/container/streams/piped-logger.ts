import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import type { Readable } from "node:stream";
import { NerdError } from "../../errors.ts";
import type { LogTarget } from "../logs/logger.ts";
import type { FifoPaths } from "./fifos.ts";

/**
 * The logger on FIFOs, run by us as containerd's shim would run it on its pipes. In two parts: the read ends are open before the task
 * is created, since the shim waits for them; and the logger starts after, since a FIFO without a writer reads as ended.
 */
export class PipedLogger implements Disposable {
  readonly #program: { readonly path: string; readonly args: readonly string[] };
  readonly #descriptors: readonly number[];

  constructor({ stdout: uri }: LogTarget, { stdout, stderr }: FifoPaths) {
    const url = new URL(uri);
    if (url.protocol !== "binary:" || stderr === undefined) {
      throw new NerdError(
        "UNSUPPORTED",
        "a detached container with stdin needs the logger, which this platform lacks",
        {
          hint: "add --tty, or run it in the foreground",
        },
      );
    }
    const [[key = "", file = ""] = []] = [...url.searchParams];
    this.#program = { path: decodeURIComponent(url.pathname), args: [key, file] };
    this.#descriptors = [stdout, stderr].map((path) => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  }

  /** Resolves when it is ready, which it tells by closing descriptor 5. It lives until the container's streams end. */
  async start(): Promise<void> {
    const [out, err] = this.#descriptors;
    const { path, args } = this.#program;
    const child = spawn(path, args, {
      detached: true,
      cwd: "/",
      env: {},
      stdio: ["ignore", "ignore", "ignore", out, err, "pipe"],
    });
    const ready = (child.stdio as readonly unknown[])[5] as Readable; // The sixth of those above.
    ready.on("data", () => {});
    await Promise.all([once(child, "spawn"), once(ready, "close")]);
    child.unref();
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#descriptors) closeSync(descriptor);
  }
}
