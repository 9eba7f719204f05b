import assert from "node:assert/strict";
import { chown, copyFile, mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../../scripts/runtimes.ts";
import { singleScript } from "../../../scripts/single-script.ts";
import { bundledMain } from "../../support/command-line.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { type ProgramResult, programOutput, runProgram } from "../../support/program.ts";
import { programOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const loader = fileURLToPath(new URL("../../../src/platform/parts-on-demand.ts", import.meta.url));

const sources = {
  "program.ts": `
    export const answer = async () => (await import("./later.ts")).later() + (await import("./other.ts")).other();`,
  "later.ts": 'export const later = () => "first ";',
  "other.ts": 'export const other = () => [1, 2, 3].map((each) => each * 2).join("");',
  "start.mts": `
    import { loadParts } from ${JSON.stringify(loader)};
    const { exports, keep } = loadParts(process.argv[2]);
    console.log(await exports.program().answer());
    await keep();`,
};

/** A bundled program that prints `first 246`, or `other 246` where it is read again after `change`: time and size stay. */
async function smallProgram(runtime: RuntimeName) {
  const directory = await temporaryDirectory();
  const at = (name: string) => join(directory.path, name);
  for (const [name, text] of Object.entries(sources)) await writeFile(at(name), text);
  const options = { bundle: true, platform: "node", outdir: directory.path, minifyWhitespace: true } as const;
  const { code } = await singleScript({ program: at("program.ts") }, options);
  const script = at("program.cjs");
  const write = async (text: string) => {
    await writeFile(script, text);
    await utimes(script, 1_700_000_000, 1_700_000_000);
  };
  await write(code);
  const executable = await runtimePath(runtime);
  const words = [...runtimeArguments(runtime, "source"), at("start.mts"), script];
  return {
    cache: at("nerdsh/code"),
    start: async (cacheHome = directory.path) => {
      const env = { ...process.env, XDG_CACHE_HOME: cacheHome, NODE_DISABLE_COMPILE_CACHE: undefined };
      return await programOutput(executable, words, { env });
    },
    change: async () => await write(code.replace("first ", "other ")),
    /** All files that are kept. */
    kept: async () => {
      const entries = await readdir(at("nerdsh/code"), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    [Symbol.asyncDispose]: async () => await directory[Symbol.asyncDispose](),
  };
}

for (const runtime of ["bun", "deno"] as const) {
  describe(`compiled code of the bundle on ${runtime}`, () => {
    test("is kept by the first starts, two at once too, and used by those that follow", async () => {
      await using program = await smallProgram(runtime);
      assert.deepEqual(await Promise.all([program.start(), program.start()]), ["first 246\n", "first 246\n"]);
      await program.start(); // Deno's second start keeps what it compiled of the text that the first one kept.
      await program.change();
      assert.equal(await program.start(), "first 246\n");
      assert.equal((await readdir(program.cache)).length, 1);
    });

    test("is ignored where it is broken or cut short, and made again", async () => {
      await using program = await smallProgram(runtime);
      await program.start();
      await program.start();
      const kept = await program.kept();
      await program.change();
      let expected = "first 246\n";
      for (const file of kept) {
        const whole = await readFile(file);
        const middle = whole.length >> 1;
        const end = middle + (whole.length >> 2);
        const damages = {
          "cut short": whole.subarray(0, middle),
          "with zeros in the middle": Buffer.from(whole).fill(0, middle, end),
          foreign: Buffer.from("throw new Error('not ours');\n"),
        };
        for (const [damage, bytes] of Object.entries(damages)) {
          assert.equal(await program.start(), expected, `${file} before it is ${damage}`);
          await writeFile(file, bytes);
          expected = "other 246\n";
          assert.equal(await program.start(), expected, `${file} ${damage}`);
          await program.start();
        }
      }
    });

    test("is ignored where another user could have written it", { skip: process.getuid?.() !== 0 }, async () => {
      await using program = await smallProgram(runtime);
      await program.start();
      await program.start();
      await program.change();
      const [place] = await readdir(program.cache);
      await chown(join(program.cache, place!), 65_534, 65_534);
      assert.equal(await program.start(), "other 246\n");
    });

    test("is done without where nothing can be written", async () => {
      await using program = await smallProgram(runtime);
      for (const home of ["/dev/null", "/proc/self/fdinfo"]) assert.equal(await program.start(home), "first 246\n");
    });
  });
}

/** What plain recipes do, which need no other module: the text of each, and what comes of it. */
const plainRecipes: Readonly<Record<string, readonly [text: string, ProgramResult]>> = {
  "is nothing": ["", { exitCode: 0, stdout: "", stderr: "" }],
  "prints its arguments": [
    `console.log(JSON.stringify([process.argv.slice(2), argv._, typeof run]));`,
    { exitCode: 0, stdout: '[["a","b"],["a","b"],"function"]\n', stderr: "" },
  ],
  "hides secrets, also where it wrote before there was one": [
    `const { log } = console;
log("none");
const write = process.stdout.write.bind(process.stdout);
const { TOKEN } = process.env;
const token = secret("TOKEN");
log(token, TOKEN);
console.log = (...values) => log("by another:", ...values);
console.log(TOKEN);
console.error(TOKEN);
write(TOKEN + " cut tok");
await new Promise<void>((resolve) => process.stdout.write("en-of-environment and", () => resolve()));
process.stdout.write(" an end like tok");`,
    { exitCode: 0, stdout: "none\n*** ***\nby another: ***\n*** cut *** and an end like tok", stderr: "***\n" },
  ],
  "runs commands of the host": [
    `console.log((await $\`echo \${"two words"}\`.quiet()).stdout.trim());`,
    { exitCode: 0, stdout: "two words\n", stderr: "" },
  ],
  "sets its exit status later": [
    `setTimeout(() => { process.exitCode = 5; console.log("late"); }, 1);`,
    { exitCode: 5, stdout: "late\n", stderr: "" },
  ],
  fails: [
    `const port: number = 1;\nthrow new TypeError("no such port: " + port);`,
    { exitCode: 1, stdout: "", stderr: "TypeError: no such port: 1\n  at plain.nerd.ts:2\n" },
  ],
  "fails where nobody awaits it": [
    `void Promise.reject(new RangeError("nobody"));\nawait new Promise((resolve) => setTimeout(resolve, 60_000));`,
    { exitCode: 1, stdout: "", stderr: "RangeError: nobody\n  at plain.nerd.ts:1\n" },
  ],
};

/** Runs a recipe by the door that a runtime has of what ships, or by a copy of it. */
async function plainRecipe(
  runtime: RuntimeName,
  { text, words = [], beside = {} }: { text: string; words?: string[]; beside?: Readonly<Record<string, string>> },
): Promise<ProgramResult> {
  await using directory = await temporaryDirectory();
  for (const [name, content] of Object.entries({ ...beside, "plain.nerd.ts": text }))
    await writeFile(join(directory.path, name), content);
  const [program, ...args] = await programOn(runtime, [await door(runtime), "plain.nerd.ts", ...words]);
  const env = nerdshEnvironment({ NERDSH_ROOT: join(directory.path, "root"), TOKEN: "token-of-environment" });
  const result = await runProgram(program, args, { cwd: directory.path, env });
  return { ...result, stderr: result.stderr.replace(/(\.ts:\d+):\d+/g, "$1").replace(/at .* \((plain.*)\)/, "at $1") };
}

async function door(runtime: RuntimeName): Promise<string> {
  return join(dirname(await bundledMain()), runtime === "deno" ? "main.js" : "main.cjs");
}

for (const runtime of ["node20", "node24", "bun", "deno"] as const) {
  describe(`a recipe that asks for no other module, on ${runtime}`, () => {
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
      // Bun compiles itself, with messages of its own.
      assert.match(
        stderr,
        runtime === "bun"
          ? /Unexpected =/
          : /^error: unexpected "=": .*plain\.nerd\.ts:2\n {2}hint: the line is: const broken/,
      );
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

for (const runtime of ["bun", "deno"] as const) {
  test(`a recipe on ${runtime} that is empty, or prints, loads nothing of the program, and one with an import all that it needs`, async () => {
    await using directory = await temporaryDirectory();
    const at = (name: string) => join(directory.path, name);
    await mkdir(at("dist"));
    const source = await door(runtime);
    const copy = at(`dist/${runtime === "deno" ? "main.js" : "main.cjs"}`);
    await copyFile(source, copy);
    await writeFile(at("empty.nerd.ts"), "");
    await writeFile(at("prints.nerd.ts"), "console.log(1);");
    await writeFile(at("imports.nerd.ts"), 'import "nerdsh";\n');
    const run = async (name: string) => {
      const [program, ...args] = await programOn(runtime, [copy, at(name)]);
      return (await runProgram(program, args, { env: nerdshEnvironment() })).exitCode;
    };
    const names = ["empty.nerd.ts", "prints.nerd.ts", "imports.nerd.ts"];
    assert.deepEqual(await Promise.all(names.map(run)), [0, 0, 1]);
  });
}
