import { existsSync, readdirSync, statSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, transform } from "esbuild";
import { exportsSymbol } from "../src/platform/given-exports.ts";
import { withLateImports } from "./late-imports.ts";
import { singleScript } from "./single-script.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const dist = join(root, "dist");

/** Program and library, which share their state: `import … from "nerdsh"` in a recipe leads to the running program's own. */
export const parts = {
  program: "src/program.ts",
  index: "src/index.ts",
  globals: "src/recipe/globals.ts",
  apiGlobals: "src/recipe/api-globals.ts",
  begunRecipe: "src/recipe/begun-recipe.ts",
};

/**
 * Parts that nobody asks for by name, but that would else be one with others: what makes these commands is a stream, which Bun loads for 10 ms, and
 * templates, of which most lines that are printed need none, are as much code as a short command otherwise has.
 */
export const apart = {
  containerCommand: "src/api/container-shell/container-command.ts",
  presentTable: "src/ui/present-table.ts",
  template: "src/template/template.ts",
  goJson: "src/template/go-json.ts",
  globalFlags: "src/cli/global-flags.ts",
  allTags: "src/image/pull/all-tags.ts",
  registryPull: "src/image/pull/registry-pull.ts",
  tokenServer: "src/registry/auth/token-server.ts",
  signingKey: "src/image/sign/signing-key.ts",
  plainRecipe: "src/recipe/plain-recipe.ts",
  recipeName: "src/recipe/recipe-name.ts",
};

/**
 * Left out of the bundle, and so the only packages that an installed nerdsh needs: esbuild brings a binary of its own, and
 * zx is the user's as much as ours, so there is one copy. Both are loaded late, when a recipe is compiled or says `$`.
 */
const externals = ["esbuild", "zx"];

/** Of the ES modules by whose names the package is imported. Deno takes as long as its own start to load a module of Node's. */
const script = 'process.getBuiltinModule("node:module").createRequire(import.meta.url)("./program.cjs")';

export const shared = {
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

/** Writes `dist/`: one script, what starts it, and the ES modules by whose names the package is imported. */
export async function bundle(): Promise<{ fileCount: number; totalBytes: number; metafile: Metafile }> {
  const [script, launcher] = await Promise.all([singleScript({ ...parts, ...apart }, shared), launcherScript()]);
  const files = {
    "program.cjs": script.code,
    "main.cjs": launcher,
    "main.js": launcherModule(launcher),
    "index.js": libraryModule(script.exports["index"]!), // Of its entries.
    "globals.js": globalsModule,
    "third-party-licenses.txt": thirdPartyLicenses(root, Object.keys(script.metafile.inputs)),
  };
  await mkdir(dist, { recursive: true });
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(dist, name), text)));
  await Promise.all(["main.cjs", "main.js"].map((name) => chmod(join(dist, name), 0o755)));
  const sizes = Object.values(files).map((text) => Buffer.byteLength(text));
  return { fileCount: sizes.length, totalBytes: sizes.reduce((a, b) => a + b, 0), metafile: script.metafile };
}

/**
 * With late imports, too: `node:tty` alone costs Bun as much as its own start, and only lost terminals need it. With short names, as Bun compiles it at each
 * start: 20 kB take it a millisecond.
 */
export async function launcherScript(): Promise<string> {
  const { outputFiles } = await build({ ...shared, entryPoints: { main: "src/launcher.ts" }, write: false });
  const [shebang = "", ...rest] = outputFiles[0]!.text.split("\n"); // Of its one entry.
  const { code } = await transform(withLateImports(rest.join("\n")), {
    format: "cjs",
    target: shared.target,
    minify: true,
  });
  return [shebang, code].join("\n");
}

/**
 * The launcher as an ES module, for Deno: to start a CommonJS one, it loads all that makes Node of it, for as long as it takes to start itself. Here
 * the first look at `process` does that. Node 20 takes longer to start an ES module.
 */
function launcherModule(launcher: string): string {
  const names = "const __dirname=import.meta.dirname,require=name=>process.getBuiltinModule(name);";
  return `#!/usr/bin/env -S deno run --allow-all\n${names}\n${launcher.slice(launcher.indexOf("\n") + 1)}`;
}

/** `import { run } from "nerdsh"`; in a recipe that runs before the program is loaded, what loads it when it is used. */
function libraryModule(names: readonly string[]): string {
  const given = `globalThis[Symbol.for(${JSON.stringify(exportsSymbol.description)})]`;
  return `const{${names.join()}}=${given}??${script}.index();\nexport{${names.join()}};\n`;
}

/** `import "nerdsh/globals"`, for programs that nerdsh does not run: in its recipes the names are there. */
const globalsModule = `const script=${script};\nscript.globals().installGlobals(script.apiGlobals().apiGlobals(script.index()));\n`;

/** Whether a source, a dependency or the recipe of the bundle itself is younger than the bundle. */
export function isBundleStale(): boolean {
  const main = join(dist, "main.cjs");
  if (!existsSync(main)) return true;
  const builtMs = statSync(main).mtimeMs;
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map((path) =>
    join("src", path),
  );
  const makers = ["bundle", "single-script", "late-imports", "part-exports"].map((name) => `scripts/${name}.ts`);
  return [...sources, "package-lock.json", ...makers].some((path) => statSync(join(root, path)).mtimeMs > builtMs);
}
