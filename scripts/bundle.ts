import { existsSync, readdirSync, statSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const dist = join(root, "dist");

/** What `package.json` names: the program, the library, and the library's names as globals. */
const entries = { main: "src/main.ts", index: "src/index.ts", globals: "src/recipe/globals.ts" };

/**
 * Left out of the bundle, and so the only packages that an installed nerdsh needs: esbuild brings a binary of its own, and
 * zx is the user's as much as ours, so there is one copy. Both are loaded late, when a recipe is compiled or says `$`.
 */
const externals = ["esbuild", "zx"];

/** Bundled CommonJS packages call `require` for Node's own modules; an ES module has none. */
const banner = `import{createRequire as nerdshRequire}from"node:module";const require=nerdshRequire(import.meta.url);`;

/** Writes `dist/`: one file per lazily loaded part, so that a command reads only what it needs. */
export async function bundle(): Promise<{ fileCount: number; totalBytes: number; metafile: Metafile }> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: dist,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: externals,
    banner: { js: banner },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  await chmod(join(dist, "main.js"), 0o755);
  await writeFile(join(dist, "third-party-licenses.txt"), thirdPartyLicenses(root, Object.keys(metafile.inputs)));
  const outputs = Object.values(metafile.outputs);
  return { fileCount: outputs.length, totalBytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0), metafile };
}

/** Whether a source, a dependency or the recipe of the bundle itself is younger than the bundle. */
export function isBundleStale(): boolean {
  const main = join(dist, "main.js");
  if (!existsSync(main)) return true;
  const builtMs = statSync(main).mtimeMs;
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map((path) =>
    join("src", path),
  );
  return [...sources, "package-lock.json", "scripts/bundle.ts"].some(
    (path) => statSync(join(root, path)).mtimeMs > builtMs,
  );
}
