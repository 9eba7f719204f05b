import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import { errno } from "../../store/atomic-file.ts";

/**
 * Has what is written into a FIFO read and thrown away until its last writer is gone, by a process that outlives this one: who left it must not
 * hold up the one who writes. One that nobody has open is left as it is.
 */
export async function drain(path: string): Promise<void> {
  const descriptors: number[] = [];
  try {
    // To open it for reading alone would wait for a writer, where the last one has gone just now; and cat knows no nonblocking input.
    descriptors.push(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    const reader = openSync(path, constants.O_RDONLY);
    descriptors.push(reader);
    const child = spawn("cat", { detached: true, cwd: "/", env: {}, stdio: [reader, "ignore", "ignore"] });
    await once(child, "spawn");
    child.unref();
  } catch (error) {
    if (!["ENXIO", "ENOENT"].includes(errno(error) ?? "")) throw error;
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}
