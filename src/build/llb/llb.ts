import { copy, mkdir, mkfile, rm, symlink } from "./file-actions.ts";
import { diff, merge } from "./layers.ts";
import { bind, cache, secret, ssh, tmpfs } from "./mounts.ts";
import { git, http, image, local, ociLayout, scratch } from "./sources.ts";

/**
 * A build as a program: `llb.image("alpine").run("apk add curl").file(llb.copy(llb.local("src"), "/", "/src"))`. Nothing runs here: states are
 * data, and `definition` makes of one what BuildKit solves. Steps that need nothing of each other run side by side.
 */
export const llb = {
  ...{ image, scratch, local, git, http, ociLayout },
  ...{ copy, mkdir, mkfile, rm, symlink },
  ...{ bind, cache, tmpfs, secret, ssh },
  ...{ merge, diff },
} as const;
