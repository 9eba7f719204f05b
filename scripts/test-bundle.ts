import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type OnLoadResult, type Plugin, transform } from "esbuild";
import { root } from "./bundle.ts";

/** Test files as JavaScript, for a `node` without a loader; removed with the block. */
export interface TestBundle extends AsyncDisposable {
  readonly directory: string;
  /** Where a test file of the repository is in the bundle; both paths are absolute. */
  bundled(source: string): string;
}

export interface TestBundleOptions {
  /** The bundled program that a test's own nerdsh starts as itself, as a supervisor: the source takes several times as long. */
  readonly self?: string;
}

/** Where packages are found, and neither git nor a formatter looks. */
const home = join(root, "node_modules/.tests");
/** What a run that was killed has left behind: none takes as long. */
const abandonedMs = 24 * 3600 * 1000;

/**
 * Compiles test files together, and what they share once: each runs in a process of its own, and would compile all that it
 * imports again. `import.meta` stays that of the source, since tests and `src/` find files by it.
 */
export async function bundleTests(sources: readonly string[], { self }: TestBundleOptions = {}): Promise<TestBundle> {
  await mkdir(home, { recursive: true });
  await removeAbandoned();
  const directory = await mkdtemp(join(home, "run-"));
  const remove = () => rm(directory, { recursive: true, force: true });
  const output = (source: string) => relative(root, source).replace(/\.ts$/, "");
  try {
    await build({
      absWorkingDir: root,
      entryPoints: sources.map((source) => ({ in: source, out: output(source) })),
      outdir: directory,
      outExtension: { ".js": ".mjs" },
      chunkNames: "shared/[hash]",
      ...{ bundle: true, splitting: true, format: "esm", platform: "node", target: "node20", packages: "external" },
      ...{ sourcemap: "linked", sourcesContent: false, logLevel: "silent", plugins: [sourceMeta(self)] },
    });
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, bundled: (source) => join(directory, `${output(source)}.mjs`), [Symbol.asyncDispose]: remove };
}

/** What `import.meta` of a file is where the file itself runs. */
function sourceMeta(self: string | undefined): Plugin {
  return {
    name: "source-meta",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        const seen = path === selfFile && self !== undefined ? self : path;
        return text.includes("import.meta") ? await withMeta(path, text, seen) : undefined;
      });
    },
  };
}

/** It looks for the program's first file beside its own. */
const selfFile = join(root, "src/platform/self.ts");

/** `seen` is what the file takes for itself. */
async function withMeta(path: string, text: string, seen: string): Promise<OnLoadResult> {
  const meta = { url: pathToFileURL(seen).href, filename: seen, dirname: dirname(seen) };
  const { code } = await transform(text, {
    ...{ loader: "ts", target: "node20", sourcefile: path, sourcemap: "inline" },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    // A name that no source of ours has. And no ES module has a `require`; esbuild would put a function there.
    define: { "import.meta": "import_meta", require: "undefined" },
    banner: `const import_meta = { ...${JSON.stringify(meta)}, resolve: ${resolveFromSource} };`,
  });
  return { contents: code, loader: "js" };
}

/** Packages are found from the bundle as from the source. */
const resolveFromSource =
  "(name) => (/^\\.\\.?\\//.test(name) ? new URL(name, import_meta.url).href : import.meta.resolve(name))";

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(home)) {
    const path = join(home, name);
    const entry = await stat(path).catch(() => undefined); // Its run may have ended, and removed it.
    if (entry && Date.now() - entry.mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true });
  }
}
