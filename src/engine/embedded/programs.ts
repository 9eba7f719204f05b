import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../../errors.ts";

/** What the engine runs, by the Debian package that brings it. */
const packages = { containerd: "containerd", "containerd-shim-runc-v2": "containerd", runc: "runc" };

/** containerd's path; ENGINE_NOT_INSTALLED where it, or what it cannot start a container without, is nowhere. */
export function findContainerd(dirs: readonly string[]): string {
  const missing = Object.entries(packages).filter(([program]) => findProgram(program, dirs) === undefined);
  const containerd = findProgram("containerd", dirs);
  if (missing.length === 0 && containerd !== undefined) return containerd;
  const names = missing.map(([program]) => program).join(", ");
  const wanted = [...new Set(missing.map(([, debianPackage]) => debianPackage))].join(" ");
  throw new NerdError("ENGINE_NOT_INSTALLED", `the embedded engine lacks ${names}`, {
    hint: `apt-get install ${wanted}`,
  });
}

/** The first executable file of that name, or undefined. */
export function findProgram(name: string, dirs: readonly string[]): string | undefined {
  return dirs.map((dir) => join(dir, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
