import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { type ProgramResult, runProgram } from "../../support/program.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { local } from "./plain-recipes.ts";

/** Runs a recipe until it is known to the runtime, and then once more: what comes of it both times. */
export async function plainRecipe(
  runtime: RuntimeName,
  { text, words = [], beside = {} }: { text: string; words?: string[]; beside?: Readonly<Record<string, string>> },
): Promise<ProgramResult> {
  await using directory = await temporaryDirectory();
  for (const [name, content] of Object.entries({ ...local, ...beside, "plain.nerd.ts": text })) {
    await mkdir(dirname(join(directory.path, name)), { recursive: true });
    await writeFile(join(directory.path, name), content);
  }
  const [program, ...args] = await nerdshOn(runtime, ["plain.nerd.ts", ...words]);
  const env = nerdshEnvironment({ NERDSH_ROOT: join(directory.path, "root"), TOKEN: "token-of-environment" });
  const run = async () => {
    const result = await runProgram(program, args, { cwd: directory.path, env });
    const stderr = result.stderr.replace(/(\.ts:\d+):\d+/g, "$1").replace(/at .* \((plain.*)\)/, "at $1");
    return { ...result, stderr };
  };
  const first = await run();
  if (runtime !== "deno") return first;
  // Deno runs it before the program is loaded where it was compiled before.
  const second = await run();
  assert.deepEqual(withoutTimes(second), withoutTimes(first));
  return second;
}

function withoutTimes(result: ProgramResult): ProgramResult {
  return { ...result, stdout: result.stdout.replace(/\d+ ms/g, "… ms") };
}
