import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../../scripts/runtimes.ts";
import { diff } from "../../support/leftovers.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { type ProgramResult, runProgram } from "../../support/program.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { expected, recipeFiles } from "./recipe-files.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];
const forms = ["source", "bundle"] as const;
const pipedBytes = 20_000_000;

for (const runtime of runtimes) {
  describe(`nerdsh on ${runtime}`, () => {
    // Its engine is started, and its images are pulled, by that runtime itself.
    let world: World;
    let recipes: Awaited<ReturnType<typeof temporaryDirectory>>;
    before(async () => {
      world = await privateWorld();
      recipes = await temporaryDirectory();
      for (const [path, text] of Object.entries(recipeFiles)) {
        await mkdir(join(recipes.path, dirname(path)), { recursive: true });
        await writeFile(join(recipes.path, path), text);
      }
    });
    after(async () => {
      await recipes[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    });

    for (const form of forms) {
      const command = async (...words: string[]) => {
        const args = runtimeArguments(runtime, form).map((word) => (word === "tsx" ? import.meta.resolve(word) : word));
        return [await runtimePath(runtime), [...args, await mainFile(form), ...words]] as const;
      };
      const nerdsh = async (words: string[], input?: string): Promise<ProgramResult> => {
        const [file, args] = await command(...words);
        const options = { cwd: recipes.path, env: nerdshEnvironment(world.env), ...(input !== undefined && { input }) };
        return await runProgram(file, args, options);
      };
      /** What is looked at, or cleared away, after a test, by what starts faster. */
      const afterwards = async (...words: string[]): Promise<ProgramResult> => {
        const [file, ...args] = await nerdshOn(runtime, words);
        return await runProgram(file, args, { env: nerdshEnvironment(world.env) });
      };

      test(`runs a recipe that uses the whole API, from the ${form}`, async () => {
        const { exitCode, stdout, stderr } = await nerdsh(["api.nerd.ts"]);
        assert.deepEqual([exitCode, stderr], [0, ""]);
        assert.deepEqual(JSON.parse(stdout), expected);
        assert.equal((await afterwards("ps", "-aq")).stdout, "");
      });

      test(`runs code of the command line and of standard input, from the ${form}`, async () => {
        const code = 'const text: string = await run("busybox", ["echo", "hello"]).text(); console.log(text);';
        const hello = { exitCode: 0, stdout: "hello\n", stderr: "" };
        assert.deepEqual(await nerdsh(["-e", code]), hello);
        assert.deepEqual(await nerdsh([], code), hello);
      });

      test(`pipes ${pipedBytes / 1e6} MB through a container, from the ${form}`, async () => {
        const before = await world.census();
        const input = randomBytes(pipedBytes);
        const [file, args] = await command("run", "-i", "--rm", "busybox", "cat");
        const child = spawn(file, args, { env: nerdshEnvironment(world.env), stdio: ["pipe", "pipe", "inherit"] });
        const closed = once(child, "close");
        child.stdin.end(input);
        const output = await buffer(child.stdout);
        assert.deepEqual(await closed, [0, null]);
        assert.ok(output.equals(input), `${output.length} bytes came back`);
        assert.deepEqual(diff(before, await world.census()), {});
      });

      test(`ends, and leaves a container running whose handle nobody disposed of, from the ${form}`, async () => {
        const { exitCode, stdout, stderr } = await nerdsh(["leaving.nerd.ts"]);
        assert.deepEqual([exitCode, stderr], [0, ""]);
        const name = stdout.trim();
        assert.equal((await afterwards("ps", "--format", "{{.Names}}")).stdout, `${name}\n`);
        assert.equal((await afterwards("rm", "-f", name)).exitCode, 0);
      });

      test(`gives back what an interrupted recipe holds, from the ${form}`, async () => {
        const code = 'await using box = await run("busybox", ["sleep", "600"]); console.log("up"); await box.wait();';
        const [file, args] = await command("-e", code);
        const child = spawn(file, args, { env: nerdshEnvironment(world.env), stdio: ["ignore", "pipe", "pipe"] });
        await once(child.stdout, "data");
        child.kill("SIGINT");
        assert.deepEqual(await once(child, "close"), [130, null]);
        assert.equal((await afterwards("ps", "-aq")).stdout, "");
      });
    }
  });
}

/** What the package calls its program, for the form that ships. */
async function mainFile(form: (typeof forms)[number]): Promise<string> {
  if (form === "source") return join(repository, "src/main.ts");
  const { bin } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  return join(repository, bin.nerdsh);
}
