import { isAbsolute } from "node:path";
import { findProgram } from "../../engine/embedded/programs.ts";
import { NerdError } from "../../errors.ts";

/** Static ones first: the container's root file system has no libraries for the others. Debian's names. */
const names = ["docker-init", "tini-static"];
/** Where Debian's docker.io and Docker's own packages put it. */
const libexec = ["/usr/libexec/docker", "/usr/lib/docker"];

/** The host's static init for `--init`, or the one that was asked for by name or path. */
export function findInit(programDirs: readonly string[], asked?: string): string {
  for (const name of asked === undefined ? names : [asked]) {
    const path = findProgram(name, isAbsolute(name) ? ["/"] : [...programDirs, ...libexec]);
    if (path !== undefined) return path;
  }
  if (asked !== undefined) throw new NerdError("INVALID_VALUE", `init binary not found: ${asked}`);
  throw new NerdError("ENGINE_NOT_INSTALLED", "init binary not found: tini-static", {
    hint: "install it: apt-get install tini",
  });
}
