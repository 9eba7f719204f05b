import assert from "node:assert/strict";
import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { bundledMain } from "../../support/command-line.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { programOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { plainRecipe } from "./plain-recipe.ts";
import { local, plainRecipes } from "./plain-recipes.ts";

for (const runtime of ["node20", "node24", "bun", "deno"] as const) {
  describe(`a recipe that asks for no modules but its own and nerdsh, on ${runtime}`, () => {
    test("does what any other does, as soon as it uses something of the program", async () => {
      const words = ["a", "b"];
      const results = Object.entries(plainRecipes).map(async ([name, [text]]) => {
        return [name, await plainRecipe(runtime, { text, words })] as const;
      });
      const expected = Object.entries(plainRecipes).map(([name, [, result]]) => [name, result]);
      assert.deepEqual(await Promise.all(results), expected);
    });

    test("runs the tasks that it declares", async () => {
      const text = `task("a", async () => console.log("in a"));\ntask("b", async () => console.log("in b"));`;
      const { exitCode, stdout } = await plainRecipe(runtime, { text, words: ["b"] });
      assert.deepEqual([exitCode, stdout.includes("in a"), stdout.includes("in b")], [0, false, true]);
    });

    test("is answered with the line where it does not compile", async () => {
      const { exitCode, stderr } = await plainRecipe(runtime, { text: "const fine = 1;\nconst broken = = fine;\n" });
      assert.equal(exitCode, 1);
      // Bun's compiler says it without the quotes.
      assert.match(stderr, /^error: unexpected (?:"="|=): .*plain\.nerd\.ts:2\n {2}hint: the line is: const broken/);
    });

    test("is the same in a package of CommonJS modules", async () => {
      const beside = { "package.json": '{"type":"commonjs"}' };
      for (const name of ["prints its arguments", "hides secrets, also where it wrote before there was one"]) {
        const [text, expected] = plainRecipes[name]!;
        assert.deepEqual(await plainRecipe(runtime, { text, beside, words: ["a", "b"] }), expected);
      }
    });
  });
}

/** What needs nothing of the program, and what does. */
const withoutProgram = {
  "empty.nerd.ts": ["", 0],
  "prints.nerd.ts": ["console.log(1);", 0],
  "imports.nerd.ts": [
    'import { run as r, NerdError } from "nerdsh";\nimport { keep } from "./lib/kept.ts";\nkeep(r, typeof NerdError);',
    0,
  ],
  "uses.nerd.ts": ['import { isNerdError } from "nerdsh";\nisNerdError(1);', 1],
  "reaches.nerd.ts": ['import "node:path";\nimport { join } from "node:path";\njoin("a");', 1],
} as const;

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const recipes = Object.entries(withoutProgram);

for (const runtime of ["bun", "deno"] as const) {
  test(`a recipe on ${runtime} loads nothing of the program before it uses something, or may reach what a secret needs hidden`, async () => {
    await using directory = await temporaryDirectory();
    const at = (name: string) => join(directory.path, name);
    await cp(dirname(await bundledMain()), at("dist"), { recursive: true });
    await cp(join(repository, "package.json"), at("package.json"));
    await symlink(join(repository, "node_modules"), at("node_modules"));
    const files = Object.entries({ ...local, ...Object.fromEntries(recipes.map(([name, [text]]) => [name, text])) });
    await mkdir(at("lib"));
    for (const [name, text] of files) await writeFile(at(name), text);
    const script = at(`dist/${runtime === "deno" ? "main.js" : "main.cjs"}`);
    const env = nerdshEnvironment({ NERDSH_ROOT: at("root") });
    const statuses = async () => {
      const runs = recipes.map(async ([name]) => {
        const [program, ...args] = await programOn(runtime, [script, at(name)]);
        return (await runProgram(program, args, { env })).exitCode;
      });
      return await Promise.all(runs);
    };
    assert.deepEqual(await statuses(), [0, 0, 0, 0, 0]);
    await rm(at("dist/program.cjs"));
    assert.deepEqual(
      await statuses(),
      recipes.map(([, [, status]]) => status),
    );
  });
}
