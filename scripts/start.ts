/** `npm start`: the first recipe, run by the bundle on the embedded engine. Words after `--` go to the recipe. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { bundle, dist, isBundleStale, root } from "./bundle.ts";

if (isBundleStale()) await bundle();
const words = ["--engine", "embedded", join(root, "recipes/hello.nerd.ts"), ...process.argv.slice(2)];
const child = spawn(process.execPath, [join(dist, "main.cjs"), ...words], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
