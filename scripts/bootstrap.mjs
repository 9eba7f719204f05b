/**
 * The way in for every `npm run` step: plain JavaScript without dependencies, because in a fresh clone there are none.
 * It brings what the step needs (npm packages, then Debian packages) and hands over to the step's own script.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { installDebianPackages } from "./debian-packages.mjs";
import { installNodePackages } from "./node-packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What each step needs of the host: nothing, what starts containers, or also what the tests compare with. */
const steps = /** @type {const} */ ({
  start: "engine",
  test: "test",
  bench: "test",
  build: "nothing",
  ci: "nothing",
});

const [step = "", ...args] = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`nerdsh needs Node 20.19 or newer, this is ${process.version}`);
if (!isStep(step)) fail(`unknown step: ${step}; steps are ${Object.keys(steps).join(", ")}`);

try {
  installNodePackages(root);
  installDebianPackages(step === "test" && args[0] === "unit" ? "nothing" : steps[step]);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

// Typed at a terminal, Ctrl-C reaches the step as well; what ends first must not be this process.
process.on("SIGINT", () => {});
const child = spawn(process.execPath, ["--import", "tsx", `scripts/${step}.ts`, ...args], {
  cwd: root,
  stdio: "inherit",
});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});

/** @param {string} name @returns {name is keyof typeof steps} */
function isStep(name) {
  return Object.hasOwn(steps, name);
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
