/** `npm run build:exe`: nerdsh as one file, `dist/nerdsh`, with Bun's runtime and the program's bytecode inside. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { dist, externals, root } from "./bundle.ts";
import { runtimePath } from "./runtimes.ts";

const bun = await runtimePath("bun");
const words = ["build", "src/main.ts", "--compile", "--bytecode", "--minify", "--outfile", join(dist, "nerdsh")];
const left = externals.flatMap((name) => ["--external", name]);
const { status } = spawnSync(bun, [...words, ...left], { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
