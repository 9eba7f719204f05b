import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../../scripts/runtimes.ts";
import { type ProgramResult, runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { recipeFiles } from "./recipe-files.ts";

const program = fileURLToPath(new URL("../../fixtures/recipes/program.ts", import.meta.url));
const repository = fileURLToPath(new URL("../../../", import.meta.url));
const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

for (const runtime of runtimes) {
  describe(`a recipe on ${runtime}`, () => {
    test("has globals, imports, packages, arguments and its own place, the first time and from the cache", async () => {
      await using recipes = await recipeDirectory();
      const expected = {
        sameObjects: true,
        image: "nginx",
        package: "hello from the import condition",
        cycle: true,
        settings: { replicas: 2 },
        late: 3,
        disposed: ["block"],
        file: true,
        arguments: ["--port", "8080", "x"],
        flags: 8080,
        shell: "two words",
      };
      for (const _ of ["compiled", "cached"]) {
        const { stdout, stderr } = await runOn(runtime, recipes.path, "everything.nerd.ts", "--port", "8080", "x");
        assert.equal(stderr, "");
        assert.deepEqual(JSON.parse(stdout), expected);
      }
    });

    test("fails with its own file and line", async () => {
      await using recipes = await recipeDirectory();
      const { exitCode, stderr } = await runOn(runtime, recipes.path, "failing.nerd.ts");
      const withoutColumns = stderr.replace(/(\.ts:\d+):\d+/g, "$1"); // JavaScriptCore counts them otherwise.
      assert.equal(exitCode, 1);
      assert.equal(
        withoutColumns,
        "TypeError: cannot deploy to the moon\n  at deploy (failing.nerd.ts:8)\n  at failing.nerd.ts:11\n",
      );
    });

    test("ends with the exit status and the hint of an error that nobody awaited", async () => {
      await using recipes = await recipeDirectory();
      const { exitCode, stderr } = await runOn(runtime, recipes.path, "unawaited.nerd.ts");
      assert.deepEqual([exitCode, stderr], [125, "error: no such image: ngnix\n  hint: did you mean nginx?\n"]);
    });

    test("ends with the exit status that it has set", async () => {
      await using recipes = await recipeDirectory();
      assert.equal((await runOn(runtime, recipes.path, "-e", "process.exitCode = 3;")).exitCode, 3);
    });

    test("that does not compile, or imports what is not there, is answered with the line", async () => {
      await using recipes = await recipeDirectory();
      const invalid = await runOn(runtime, recipes.path, "invalid.nerd.ts");
      assert.match(
        invalid.stderr,
        /^error: unexpected (?:"="|=): .*\/invalid\.nerd\.ts:2:16\n {2}hint: the line is: const broken/,
      );
      const lost = await runOn(runtime, recipes.path, "lost.nerd.ts");
      assert.match(lost.stderr, /^error: could not resolve "\.\/lib\/nowhere\.ts": .*\/lost\.nerd\.ts:2:\d+\n/);
      assert.deepEqual([invalid.exitCode, lost.exitCode], [1, 1]);
    });

    test("sees a changed import", async () => {
      await using recipes = await recipeDirectory();
      const value = join(recipes.path, "value.ts");
      await writeFile(join(recipes.path, "print.nerd.ts"), `import { value } from "./value.ts"; console.log(value);`);
      for (const text of ["first", "second", "third"]) {
        await writeFile(value, `export const value: string = "${text}";`);
        assert.equal((await runOn(runtime, recipes.path, "print.nerd.ts")).stdout, `${text}\n`);
      }
    });

    test("can be code on the command line", async () => {
      await using recipes = await recipeDirectory();
      const code = `import { isEven } from "./lib/even.ts"; const { image }: { image: string } = await run("nginx"); console.log(image, isEven(4));`;
      assert.deepEqual(await runOn(runtime, recipes.path, "-e", code), {
        exitCode: 0,
        stdout: "nginx true\n",
        stderr: "",
      });
    });

    test("may exit as it likes, and is told where it waits for what cannot come", async () => {
      await using recipes = await recipeDirectory();
      const exited = await runOn(runtime, recipes.path, "-e", `await $\`true\`; console.log("done"); process.exit(3);`);
      assert.deepEqual(exited, { exitCode: 3, stdout: "done\n", stderr: "" });
      if (!runtime.startsWith("node")) return; // The others wait for ever.
      const waiting = await runOn(runtime, recipes.path, "-e", "await new Promise(() => {});");
      assert.equal(waiting.exitCode, 13);
      assert.match(waiting.stderr, /^error: the program waits for something that nothing is left to bring about$/m);
    });

    test("that is missing is answered with the nearest ones", async () => {
      await using recipes = await recipeDirectory();
      const { exitCode, stderr } = await runOn(runtime, recipes.path, "everythin.nerd.ts");
      assert.deepEqual(
        [exitCode, stderr],
        [1, "error: no such recipe: everythin.nerd.ts\n  hint: did you mean everything.nerd.ts?\n"],
      );
    });
  });
}

/** Recipes lie where no package of nerdsh's own can be found by accident. */
async function recipeDirectory(): Promise<{ readonly path: string } & AsyncDisposable> {
  const directory = await temporaryDirectory();
  for (const [path, text] of Object.entries(recipeFiles)) {
    await mkdir(join(directory.path, dirname(path)), { recursive: true });
    await writeFile(join(directory.path, path), text);
  }
  return directory;
}

async function runOn(runtime: RuntimeName, cwd: string, ...words: string[]): Promise<ProgramResult> {
  const [mode, ...rest] = words[0] === "-e" ? words : ["file", ...words];
  const args = [...runtimeArguments(runtime, "source").map(absolute), program, join(cwd, ".cache"), mode!, ...rest];
  const result = await runProgram(await runtimePath(runtime), args, { cwd, env: process.env });
  return { ...result, stderr: withoutOwnFrames(result.stderr) };
}

/** The small front end is no part of `src/`, so its frames pass for the user's. */
function withoutOwnFrames(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => !/^ {2}at /.test(line) || !line.includes(repository))
    .join("\n");
}

/** tsx is found from here, wherever the recipe lies. */
function absolute(word: string): string {
  return word === "tsx" ? join(repository, "node_modules/tsx/dist/loader.mjs") : word;
}
