import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../scripts/bundle.ts";
import { cached } from "./test-cache.ts";

/**
 * Puts nerdsh with the types that ship below a project's `node_modules`, as it is where somebody has installed it. Without, a check takes
 * the types from the source, all of which the compiler checks each time, for five seconds.
 */
export async function installTypes(project: string): Promise<void> {
  await mkdir(join(project, "node_modules"), { recursive: true });
  await symlink(await typedPackage(), join(project, "node_modules/nerdsh"));
}

/** What of the package an editor sees, built once for a state of the source. */
async function typedPackage(): Promise<string> {
  const make = async (directory: string) => {
    await copyFile(join(root, "package.json"), join(directory, "package.json"));
    for (const name of ["recipes", "node_modules"]) await symlink(join(root, name), join(directory, name));
    const words = ["--project", "tsconfig.types.json", "--outDir", join(directory, "dist/types")];
    await promisify(execFile)(join(root, "node_modules/.bin/tsc"), words, { cwd: root });
  };
  return await cached({ kind: "package-types", key: await sourceDigest(), make });
}

async function sourceDigest(): Promise<string> {
  const sources = (await readdir(join(root, "src"), { recursive: true })).filter((path) => path.endsWith(".ts"));
  const hash = createHash("sha256").update(root);
  for (const path of [
    "package.json",
    "tsconfig.json",
    "tsconfig.types.json",
    ...sources.map((path) => join("src", path)).sort(),
  ])
    hash.update(`\0${path}\0`).update(await readFile(join(root, path)));
  return hash.digest("hex");
}
