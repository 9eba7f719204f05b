import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The runtimes that nerdsh promises to work on. */
export type RuntimeName = "node20" | "node24" | "bun" | "deno";

/** A package that ships one executable for one platform, so that nothing is downloaded by an install script. */
export interface ProgramPackage {
  readonly name: string;
  readonly version: string;
  readonly file: string;
}

/**
 * Absolute path of a runtime's executable. It comes from the npm registry once and is kept under the user's cache
 * directory, shared by all clones; Node 20 is the Node that runs this, where it is one.
 */
export async function runtimePath(name: RuntimeName): Promise<string> {
  if (name === "node20" && process.versions.node.startsWith("20.")) return process.execPath;
  return await packagedProgram(name, runtimePackage(name));
}

/** The path of an executable that a package of the npm registry ships, kept under `label` as the runtimes are. */
export async function packagedProgram(label: string, { name, version, file }: ProgramPackage): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "nerdsh", "runtimes");
  const home = join(cache, `${label}-${version}-${process.arch}`);
  if (!existsSync(home)) await install(`${name}@${version}`, cache, home);
  return join(home, "node_modules", name, file);
}

export async function runtimePaths(): Promise<Record<RuntimeName, string>> {
  return {
    node20: await runtimePath("node20"),
    node24: await runtimePath("node24"),
    bun: await runtimePath("bun"),
    deno: await runtimePath("deno"),
  };
}

/** Words that go between a runtime and a script of ours: `source` is TypeScript under `src/`, `bundle` is what ships. */
export function runtimeArguments(name: RuntimeName, form: "source" | "bundle"): string[] {
  if (name === "bun") return ["run"];
  if (name === "deno") return ["run", "--allow-all", "--no-check", "--quiet"];
  return form === "source" ? ["--import", "tsx"] : [];
}

function runtimePackage(name: RuntimeName): ProgramPackage {
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  const packages: Record<RuntimeName, ProgramPackage> = {
    node20: { name: `node-linux-${arch}`, version: "20.20.2", file: "bin/node" },
    node24: { name: `node-linux-${arch}`, version: "24.21.0", file: "bin/node" },
    bun: { name: `@oven/bun-linux-${arch === "x64" ? "x64" : "aarch64"}`, version: "1.4.5", file: "bin/bun" },
    deno: { name: `@deno/linux-${arch}-glibc`, version: "2.9.6", file: "deno" },
  };
  return packages[name];
}

/** Renamed into place when complete; of two installs at once, the later finds the place taken and is thrown away. */
async function install(specifier: string, cache: string, home: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, "install-"));
  try {
    const words = ["install", "--prefix", draft, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", specifier];
    await promisify(execFile)("npm", words);
    await rename(draft, home).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
