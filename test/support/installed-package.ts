import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** nerdsh as its users get it: packed, then installed globally under a prefix of its own. */
export interface InstalledPackage extends AsyncDisposable {
  /** A folder for the test's own files, gone with the package. */
  readonly folder: string;
  /** What a shell would find on its PATH. */
  readonly program: string;
  /** The package's own folder. */
  readonly home: string;
  /** Paths inside the package, sorted. */
  readonly files: readonly string[];
}

export async function installPackage(): Promise<InstalledPackage> {
  const folder = await mkdtemp(join(tmpdir(), "nerdsh-package-"));
  const prefix = join(folder, "prefix");
  const packed = await npm("pack", "--json", "--silent", "--pack-destination", folder);
  // The build that `npm pack` runs first speaks on the same stream, before the list.
  const [{ filename, files }] = JSON.parse(packed.slice(packed.lastIndexOf("\n[\n") + 1)) as [PackedPackage];
  await npm("install", "--global", "--prefix", prefix, "--no-audit", "--no-fund", join(folder, filename));
  return {
    folder,
    program: join(prefix, "bin/nerdsh"),
    home: join(prefix, "lib/node_modules/nerdsh"),
    files: files.map(({ path }) => path).sort(),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

interface PackedPackage {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function npm(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("npm", words, { cwd: repository, maxBuffer: 1 << 24 });
  return stdout;
}
