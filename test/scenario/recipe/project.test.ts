import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { byPackageAlone, nerdsh } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { installTypes } from "../../support/typed-package.ts";

const modules = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const wrong = `await using web = await run("nginx", { publsh: "80" });\n`;

/** An empty directory, and nerdsh called in it; no engine is asked, so none is started. */
async function project() {
  const directory = await temporaryDirectory();
  const env = { NERDSH_ROOT: join(directory.path, ".root"), NERDCTL_TOML: "/nonexistent/nerdctl.toml" };
  const at = (path: string) => join(directory.path, path);
  return {
    at,
    write: async (path: string, text: string) => {
      await mkdir(join(at(path), ".."), { recursive: true });
      await writeFile(at(path), text);
    },
    nerdsh: (...words: string[]) => nerdsh(words, { cwd: directory.path, env }),
    install: () => installTypes(directory.path),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

const skip = byPackageAlone("an executable brings neither types nor recipes");

describe("nerdsh init", () => {
  test("writes a recipe that editors know the types of, though nothing is installed there", { skip }, async () => {
    await using made = await project();
    const { stdout, exitCode } = await made.nerdsh("init", "first");
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^Wrote first\.nerd\.ts, tsconfig\.json, \.nerdsh\/tsconfig\.json\n.*nerdsh first\.nerd\.ts\n/,
    );
    // What an editor does: TypeScript itself, on the project as it lies there.
    await made.write(
      "second.nerd.ts",
      'import * as nerdsh from "nerdsh";\nexport const same: typeof nerdsh.run = run;\n',
    );
    await made.write("third.nerd.ts", wrong);
    const tsc = promisify(execFile)(join(modules, ".bin/tsc"), ["--project", made.at(".")]);
    const { stdout: problems } = await tsc.catch((error: { stdout: string }) => error);
    assert.match(problems, /third\.nerd\.ts\(1,40\): error TS2769: .*'publsh'/s);
    assert.doesNotMatch(problems, /first|second/);
  });

  test("leaves alone what is there, but for a recipe with --force", { skip }, async () => {
    await using made = await project();
    await made.write("mine.nerd.ts", "// mine\n");
    await made.write("tsconfig.json", "{}\n");
    const refused = await made.nerdsh("init", "mine");
    assert.deepEqual([refused.exitCode, await readFile(made.at("mine.nerd.ts"), "utf8")], [1, "// mine\n"]);
    assert.match(refused.stderr, /there is a file of that name: mine\.nerd\.ts\n.*--force/);
    const forced = await made.nerdsh("init", "mine", "--force", "--template", "web-server");
    assert.match(forced.stdout, /add to tsconfig\.json: {2}"extends": "\.\/\.nerdsh\/tsconfig\.json"/);
    assert.match(await readFile(made.at("mine.nerd.ts"), "utf8"), /nginx/);
    assert.equal(await readFile(made.at("tsconfig.json"), "utf8"), "{}\n");
  });

  test("has each shipped recipe as a template, but nerdsh's own pipeline, and knows what was meant", {
    skip,
  }, async () => {
    await using made = await project();
    const { stdout } = await made.nerdsh("init", "--list");
    const names = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    assert.ok(names.length >= 12 && names.includes("database-test") && !names.includes("ci"), stdout);
    assert.ok(
      stdout.split("\n").every((line) => line === "" || / {2}\S.*\.$/.test(line)),
      stdout,
    );
    const { stderr, exitCode } = await made.nerdsh("init", "x", "--template", "pipline");
    assert.deepEqual([exitCode, /did you mean pipeline\?/.test(stderr)], [1, true], stderr);
  });
});

describe("nerdsh check", () => {
  test("shows file, line, column and code of what is wrong, and runs nothing", { skip }, async () => {
    await using made = await project();
    await made.write("wrong.nerd.ts", `${wrong}await fs.writeFile("ran", "");\n`);
    await made.write(
      "right.nerd.ts",
      `import { two } from "./two.ts";\nconsole.log(two, await run("alpine", ["id"], { publish: 80, expose: [81, "82/udp"] }).text());\n`,
    );
    await made.write("two.ts", "export const two: number = 2;\n");
    const bad = await made.nerdsh("check", "right.nerd.ts", "wrong");
    assert.equal(bad.exitCode, 1);
    assert.match(bad.stdout, /^wrong\.nerd\.ts:1:40 - error TS2769: /);
    assert.match(bad.stdout, /^1 await using web = await run\("nginx", \{ publsh: "80" \}\);\n +~{6}$/m);
    assert.doesNotMatch(bad.stdout, /\u001b|right\.nerd\.ts/);
    await made.install();
    const good = await made.nerdsh("check", "right.nerd.ts");
    assert.deepEqual([good.stdout, good.exitCode], ["right.nerd.ts: no problems\n", 0]);
    await assert.rejects(readFile(made.at("ran")), { code: "ENOENT" });
  });

  test("goes by the project's tsconfig.json, and knows where its own paths lead", async () => {
    await using made = await project();
    const paths = { "#lib/*": ["./lib/*"] };
    const options = { strict: true, noUncheckedIndexedAccess: true, module: "commonjs", paths, lib: ["esnext"] };
    await made.write("tsconfig.json", JSON.stringify({ compilerOptions: options, include: ["lib"] }));
    await made.write("lib/first.ts", `export const first = (words: string[]): string => words[0];\n`);
    await made.write(
      "ops/deploy.nerd.ts",
      `import { first } from "#lib/first.ts";\nconsole.log(await run(first(["alpine"])));\n`,
    );
    await made.install();
    const { stdout, exitCode } = await made.nerdsh("check", "ops/deploy.nerd.ts");
    assert.equal(exitCode, 1);
    assert.match(stdout, /^lib\/first\.ts:1:\d+ - error TS2322: Type 'string \| undefined'/);
    assert.equal(stdout.match(/error TS/g)?.length, 1, stdout);
  });

  test("makes anew what a clone of an initialised project lacks", { skip }, async () => {
    await using made = await project();
    await made.nerdsh("init");
    await rm(made.at(".nerdsh"), { recursive: true });
    await made.install();
    const { stdout, exitCode } = await made.nerdsh("check", "hello");
    assert.deepEqual([stdout, exitCode], ["hello: no problems\n", 0]);
    await readFile(made.at(".nerdsh/tsconfig.json"));
  });

  test("takes the TypeScript that is installed beside the recipe", { skip }, async () => {
    await using made = await project();
    await made.write("node_modules/typescript/package.json", JSON.stringify({ name: "typescript", version: "6.0.0" }));
    await mkdir(made.at("node_modules/typescript/bin"));
    await symlink("/bin/false", made.at("node_modules/typescript/bin/tsc"));
    await made.write("a.nerd.ts", "export {};\n");
    assert.equal((await made.nerdsh("check", "a.nerd.ts")).exitCode, 1);
    await rm(made.at("node_modules/typescript/bin/tsc"));
    const { exitCode, stderr } = await made.nerdsh("check", "a.nerd.ts");
    assert.equal(exitCode, 1);
    assert.match(stderr, /TypeScript does not start: .*node_modules\/typescript\/bin\/tsc/);
  });
});
