import { mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { root } from "../../scripts/bundle.ts";

export interface BundledProgram extends AsyncDisposable {
  /** For `node`; it needs no loader. */
  readonly path: string;
}

/** A program of `test/fixtures/programs`, in one file with all that it imports of `src/`: it starts in a fraction of the source's time. */
export async function bundledProgram(source: string): Promise<BundledProgram> {
  // Inside of the repository, where packages are found.
  const directory = await mkdtemp(join(root, "node_modules", ".program-"));
  const path = join(directory, basename(source).replace(/\.ts$/, ".mjs"));
  await build({
    ...{ entryPoints: [source], outfile: path, bundle: true, platform: "node", format: "esm", target: "node20" },
    ...{ packages: "external", logLevel: "error" },
  });
  return { path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
}
