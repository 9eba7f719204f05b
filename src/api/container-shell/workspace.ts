import { isAbsolute, relative, resolve } from "node:path";
import { NerdError } from "../../errors.ts";

/** A directory of the host that a container has at the same path, and where in it its commands start. */
export interface Workspace {
  readonly directory: string;
  readonly workdir: string;
}

export interface WorkspaceWishes {
  /** A directory, or false for none; absent, it is the program's own. */
  readonly workspace?: string | false | undefined;
  /** The program's directory, as `cd()` leaves it. */
  readonly programDirectory: string;
  /** What `$.cwd` says, where it says something. */
  readonly cwd?: string | undefined;
}

/** Mounted over these, the image's own programs and devices would be gone. */
const systemDirectories = new Set([
  "/",
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/lib",
  "/lib64",
  "/proc",
  "/run",
  "/sbin",
  "/sys",
  "/usr",
  "/var",
]);

/** Where a scope's directory lies in the workspace, commands start there; where it lies elsewhere, it is the workspace. */
export function workspaceOf({ workspace, programDirectory, cwd }: WorkspaceWishes): Workspace | undefined {
  if (workspace === false) return undefined;
  const here = cwd === undefined ? programDirectory : resolve(programDirectory, cwd);
  const asked = workspace === undefined ? programDirectory : resolve(here, workspace);
  const directory = workspace === undefined && !isInside(here, asked) ? here : asked;
  if (systemDirectories.has(directory)) {
    throw new NerdError("INVALID_VALUE", `no workspace for a container: ${directory}`, {
      hint: "name another directory with { workspace: dir }, or none with { workspace: false }",
    });
  }
  return { directory, workdir: isInside(here, directory) ? here : directory };
}

/** Where a command starts that asks for a directory of its own: relative ones are below that of the others. */
export function commandDirectory(base: string | undefined, cwd: string | undefined): string | undefined {
  if (cwd === undefined || isAbsolute(cwd)) return cwd ?? base;
  if (base !== undefined) return resolve(base, cwd);
  throw new NerdError("INVALID_VALUE", `a relative directory without a workspace: ${cwd}`, {
    hint: "give an absolute path of the container",
  });
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === "" || (way !== ".." && !way.startsWith("../") && !isAbsolute(way));
}
