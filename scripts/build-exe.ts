/** `npm run build:exe`: nerdsh as one file, `dist/nerdsh`, with Bun's runtime and the program's bytecode inside. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { dist, root } from "./bundle.ts";
import { runtimePath } from "./runtimes.ts";

const bun = await runtimePath("bun");
// Bun compiles recipes itself: esbuild, whose binary could not come along, is not reached.
const words = [
  "build",
  "src/main.ts",
  "--compile",
  "--minify",
  "--external",
  "esbuild",
  "--outfile",
  join(dist, "nerdsh"),
];
// Bytecode saves 30 of 40 ms at each start; without a format it is CommonJS's, which has no top-level await.
const { status } = spawnSync(bun, [...words, "--bytecode", "--format=esm"], { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
