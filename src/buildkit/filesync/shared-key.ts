import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { hostname } from "node:os";
import { runtimeName } from "../../platform/runtime.ts";
import { errno } from "../../store/atomic-file.ts";

/**
 * For a session: the same for the same directory of the same machine, so that BuildKit compares it with what it has of it and
 * takes what has changed. Deno's times are not as exact as others', so that it would take all in turn with them.
 */
export function sharedKey(directory: string): string {
  const precision = runtimeName === "deno" ? "ms" : "ns";
  const words = ["nerdsh", machineId(), process.getuid?.() ?? "", precision, realpathSync(directory)];
  return createHash("sha256").update(words.join("\0")).digest("hex");
}

/** From machine-id(5); the host's name where there is none. */
function machineId(): string {
  try {
    return readFileSync("/etc/machine-id", "utf8").trim() || hostname();
  } catch (error) {
    if (errno(error) === "ENOENT" || errno(error) === "EACCES") return hostname();
    throw error;
  }
}
