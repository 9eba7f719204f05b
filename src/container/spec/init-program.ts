import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { NerdError } from "../../errors.ts";

/** Static ones first: the container's root file system has no libraries for the others. Debian's names. */
const names = ["docker-init", "tini-static"];
/** Where Debian's docker.io and Docker's own packages put it. */
const libexec = ["/usr/libexec/docker", "/usr/lib/docker"];

/** The host's static init for `--init`. */
export async function findInit(programDirs: readonly string[]): Promise<string> {
  for (const name of names) {
    for (const directory of [...programDirs, ...libexec]) {
      const path = join(directory, name);
      if (
        await access(path, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return path;
    }
  }
  throw new NerdError("ENGINE_NOT_INSTALLED", "init binary not found: tini-static", {
    hint: "install it: apt-get install tini",
  });
}
