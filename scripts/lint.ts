/** `npm run lint`: all checks at once; prints what the failing ones said, and a line for each. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const checks = [
  ["biome", "check", "--error-on-warnings"],
  ["tsc", "--project", "."],
  ["tsx", "scripts/check-imports.ts"],
  ["knip", "--no-progress"],
];

const root = fileURLToPath(new URL("..", import.meta.url));
const outcomes = await Promise.all(checks.map(check));
for (const { output, failed } of outcomes) if (failed) process.stdout.write(output);
for (const { words, failed, seconds } of outcomes) {
  process.stdout.write(`${failed ? "failed" : "ok"}  ${words.join(" ")}  ${seconds} s\n`);
}
process.exitCode = outcomes.some(({ failed }) => failed) ? 1 : 0;

async function check(words: string[]) {
  const [program = "", ...args] = words;
  const startedMs = performance.now();
  const child = spawn(`${root}node_modules/.bin/${program}`, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const exit = new Promise<number | null>((resolve, reject) => child.on("exit", resolve).on("error", reject));
  const [status, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  return { words, failed: status !== 0, output: stdout + stderr, seconds };
}
