import { fileURLToPath } from "node:url";
import { type ProgramOptions, type ProgramResult, runProgram } from "./program.ts";

const mainFile = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/**
 * `nerdsh` as the tests call it: from source, or what `$NERDSH_TEST_BIN` names, a bundle's script or an executable. A script runs on the
 * Node that `$NERDSH_TEST_NODE` names, else on the test's own.
 */
export function nerdshCommand(environment: NodeJS.ProcessEnv = process.env): [string, ...string[]] {
  const built = environment["NERDSH_TEST_BIN"];
  if (!built) return [process.execPath, "--import", import.meta.resolve("tsx"), "--", mainFile];
  return /\.[cm]?js$/.test(built) ? [environment["NERDSH_TEST_NODE"] || process.execPath, "--", built] : [built];
}

/** For `skip`: why a test is of the package alone, where `$NERDSH_TEST_BIN` names an executable; else false. */
export function byPackageAlone(reason: string): string | false {
  const [file, ...before] = nerdshCommand();
  return before.length === 0 && `not by ${file}: ${reason}`;
}

/** The caller's environment with changes; `undefined` takes a variable away. */
export function nerdshEnvironment(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  // Set by `node --test` in the files it runs, and by the CI that tests may run in: a child must not think that it is there.
  const outside = { NODE_TEST_CONTEXT: undefined, GITHUB_ACTIONS: undefined, GITLAB_CI: undefined };
  const merged = { ...process.env, ...outside, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

/** Runs a command line to its end; `options.env` is added to the caller's environment. */
export async function nerdsh(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const [file, ...before] = nerdshCommand();
  return await runProgram(file, [...before, ...args], { ...options, env: nerdshEnvironment(options.env) });
}
