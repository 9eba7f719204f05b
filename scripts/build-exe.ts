/** `npm run build:exe`: nerdsh as one file, `dist/nerdsh`, with Bun's runtime and the program's bytecode inside. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { apart, dist, parts, root, shared } from "./bundle.ts";
import { runtimePath } from "./runtimes.ts";
import { embeddedScript } from "./single-script.ts";

/** Where Bun has the program in an executable. */
const embeddedUrl = "file:///$bunfs/root/nerdsh";

const starter = `require("./program.cjs").standalone().start();\n`;

// Below what it reads: a module that awaits has no more than that.
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.stdout.write(await buildExecutable());

/** Gives what the compiler printed. */
export async function buildExecutable(outfile: string = join(dist, "nerdsh")): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "nerdsh-script-"));
  try {
    await writeFile(join(directory, "program.cjs"), await programScript());
    await writeFile(join(directory, "nerdsh.cjs"), starter);
    return await compile(join(directory, "nerdsh.cjs"), outfile);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function compile(entry: string, outfile: string): Promise<string> {
  const words = ["build", entry, "--compile", "--minify", "--outfile", outfile];
  // Bytecode saves 60 of 90 ms at each start.
  words.push("--bytecode", "--format=cjs");
  // A short command spends 4 of its 22 ms on compiling what it runs a few times; in a long one, what is hot is compiled a little later.
  words.push("--compile-jit-policy=100");
  // Files of the directory that it happens to be called in are none of its settings.
  words.push("--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig");
  // Of packages that a recipe imports, though: without it, only those are found whose entry has the usual name.
  words.push("--compile-autoload-package-json");
  await mkdir(dist, { recursive: true });
  const { stdout } = await promisify(execFile)(await runtimePath("bun"), words, { cwd: root });
  return stdout;
}

/** Of Node's modules, Bun keeps compiled only those that it finds named outside of the parts, whose `require` is their own. */
async function programScript(): Promise<string> {
  // Bun compiles recipes itself: esbuild, whose binary could not come along, is not reached.
  const options = { ...shared, external: ["esbuild"] };
  const code = await embeddedScript({ ...parts, ...apart, standalone: "src/standalone.ts" }, options, embeddedUrl);
  const builtins = new Set([...code.matchAll(/\brequire\("(node:[^"]+)"\)/g)].map(([, name]) => name));
  const named = [...builtins, "node:tty"].map((name) => `require(${JSON.stringify(name)});`).join("");
  return `${code}\nmodule.exports.nameBuiltins=()=>{${named}};\n`;
}
