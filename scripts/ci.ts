/** `npm run ci [TASK…]`: nerdsh's own pipeline, `recipes/ci.nerd.ts`, run by nerdsh from source. `npm run lint` is one task of it. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const words = ["--import", "tsx", "src/main.ts", "ci", ...process.argv.slice(2)];
const child = spawn(process.execPath, words, { cwd: root, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
