/** `npm run build:exe`: nerdsh as one file, `dist/nerdsh`, with Bun's runtime and the program's bytecode inside. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { dist, root } from "./bundle.ts";
import { runtimePath } from "./runtimes.ts";

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.stdout.write(await buildExecutable());

/** Gives what the compiler printed. */
export async function buildExecutable(): Promise<string> {
  // Bun compiles recipes itself: esbuild, whose binary could not come along, is not reached.
  const words = ["build", "src/main.ts", "--compile", "--minify", "--external", "esbuild"];
  // Bytecode saves 60 of 90 ms at each start, and a file for each lazily loaded part another 10.
  words.push("--bytecode", "--format=esm", "--splitting", "--outfile", join(dist, "nerdsh"));
  // A short command spends 4 of its 22 ms on compiling what it runs a few times; in a long one, what is hot is compiled a little later.
  words.push("--compile-jit-policy=100");
  // Files of the directory that it happens to be called in are none of its settings.
  words.push("--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig");
  const { stdout } = await promisify(execFile)(await runtimePath("bun"), words, { cwd: root });
  return stdout;
}
