import { existsSync, readdirSync, statSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const dist = join(root, "dist");

/** The library, its names as globals, and the front ends that share its state: ES modules, split where the source says `import()`. */
const modules = {
  index: "src/index.ts",
  globals: "src/recipe/globals.ts",
  "api-globals": "src/recipe/api-globals.ts",
  "recipe-command": "src/recipe/recipe-command.ts",
  "shell-command": "src/shell/shell-command.ts",
  internal: "src/supervisor/internal.ts",
  // No command line reaches it, and it would double the script.
  "grpc-channel": "src/rpc/grpc-channel.ts",
};

/** The command line: one CommonJS file, which starts in less time than a dozen modules, and what loads it with its compiled code. */
const scripts = { program: "src/main.ts", main: "src/launcher.ts" };

/**
 * Left out of the bundle, and so the only packages that an installed nerdsh needs: esbuild brings a binary of its own, and
 * zx is the user's as much as ours, so there is one copy. Both are loaded late, when a recipe is compiled or says `$`.
 */
const externals = ["esbuild", "zx"];

/** Bundled CommonJS packages call `require` for Node's own modules; an ES module has none. */
const requireBanner = `import{createRequire as nerdshRequire}from"node:module";const require=nerdshRequire(import.meta.url);`;
/** A CommonJS file has no `import.meta`; one that runs from a code cache has no `import()` either, and is given one. */
const scriptBanner = `const nerdshUrl=require("node:url").pathToFileURL(__filename).href,nerdshImport=module.importModule??(path=>import(path));`;

const shared = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  platform: "node",
  target: "node20",
  external: externals,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
} as const;

/** Writes `dist/`. */
export async function bundle(): Promise<{ fileCount: number; totalBytes: number; metafiles: readonly Metafile[] }> {
  const built = await Promise.all([
    build({
      ...shared,
      entryPoints: modules,
      chunkNames: "chunks/[name]-[hash]",
      splitting: true,
      format: "esm",
      banner: { js: requireBanner },
    }),
    build({
      ...shared,
      entryPoints: scripts,
      outExtension: { ".js": ".cjs" },
      format: "cjs",
      banner: { js: scriptBanner },
      define: { "import.meta.url": "nerdshUrl" },
      plugins: [moduleImports, builtinImports],
    }),
  ]);
  await chmod(join(dist, "main.cjs"), 0o755);
  const program = join(dist, "program.cjs");
  await writeFile(program, (await readFile(program, "utf8")).replaceAll('import("./', 'nerdshImport("./'));
  const metafiles = built.map(({ metafile }) => metafile);
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  await writeFile(join(dist, "third-party-licenses.txt"), thirdPartyLicenses(root, [...new Set(inputs)]));
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  return { fileCount: outputs.length, totalBytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0), metafiles };
}

/** What `main.ts` loads of the other front ends and the library stays an import of the ES modules beside it. */
const moduleImports: Plugin = {
  name: "module imports",
  setup({ onResolve }) {
    const names = Object.entries(modules).map(([name, path]) => [join(root, path), `./${name}.js`] as const);
    const byPath = new Map(names);
    onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
      const module = kind === "dynamic-import" ? byPath.get(join(resolveDir, path)) : undefined;
      return module && { path: module, external: true };
    });
  },
};

/** `import("node:crypto")` becomes a `require`: an import in CommonJS would first start Node's loader of ES modules. */
const builtinImports: Plugin = {
  name: "builtin imports",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path, namespace: "builtin" } : undefined,
    );
    onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** Whether a source, a dependency or the recipe of the bundle itself is younger than the bundle. */
export function isBundleStale(): boolean {
  const main = join(dist, "main.cjs");
  if (!existsSync(main)) return true;
  const builtMs = statSync(main).mtimeMs;
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map((path) =>
    join("src", path),
  );
  return [...sources, "package-lock.json", "scripts/bundle.ts"].some(
    (path) => statSync(join(root, path)).mtimeMs > builtMs,
  );
}
