import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";

const GiB = 1024 ** 3;
/** What three files at a time fill at most, with room to spare. */
const size = 8 * GiB;

/**
 * A directory in memory for what tests make, whose path is given; undefined where there is too little memory, or no right to mount. On an ext4, files are made
 * slowly where others were removed just now, which all the worlds of a stage are. It is the same for all runs: one that was killed leaves its worlds
 * there, for the next to find and to clean up after. With the block it goes, unless something is left in it.
 */
export function testMemory(): Disposable & { readonly path: string | undefined } {
  if (process.getuid?.() !== 0) return { path: undefined, [Symbol.dispose]() {} };
  // Of sockets below, whose paths have 107 bytes at most, BuildKit's have 102 already.
  const path = join(tmpdir(), "nd");
  if (!isMounted(path)) {
    if (freemem() < 2 * size) {
      process.stderr.write(`worlds are on the disk: less than ${(2 * size) / GiB} GiB of memory are free\n`);
      return { path: undefined, [Symbol.dispose]() {} };
    }
    mkdirSync(path, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=1777`, "nerdsh-tests", path]);
  }
  return {
    path,
    [Symbol.dispose]() {
      if (readdirSync(path).some((name) => name.startsWith("nerdsh-"))) return;
      execFileSync("umount", [path]);
      rmSync(path, { recursive: true });
    },
  };
}

function isMounted(path: string): boolean {
  const lines = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return lines.some((line) => line.split(" ")[1] === path);
}
