import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** For Bun and Deno, whose streams over a FIFO's descriptor deliver nothing or a false end: `cat` stands between. */
export function openReader(path: string): Readable {
  const child = spawn("cat", [path], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.once("close", () => child.kill());
  return child.stdout;
}

export function openWriter(path: string): Writable {
  const child = spawn("sh", ["-c", 'exec cat >"$1"', "sh", path], { stdio: ["pipe", "inherit", "inherit"] });
  child.stdin.once("close", () => child.kill());
  return child.stdin;
}
