import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import { pruneResults } from "../../../src/task/cache/prune-results.ts";
import { build, outputs } from "../../fixtures/task-cache/build.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const source = fileURLToPath(new URL("../../fixtures/task-cache/killed-build.ts", import.meta.url));
const killed = 128 + 9;

let programs: { readonly path: string } & AsyncDisposable;
let program: string;

// Bundled, as it starts often.
before(async () => {
  programs = await temporaryDirectory();
  program = join(programs.path, "killed-build.mjs");
  await bundle({
    entryPoints: [source],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
  });
});
after(() => programs[Symbol.asyncDispose]());

async function project() {
  const directory = await temporaryDirectory();
  const root = join(directory.path, "project");
  await mkdir(root);
  await writeFile(join(root, "ci.nerd.ts"), "task();");
  return {
    store: join(directory.path, "store"),
    input: async (text: string) => await writeFile(join(root, "in"), text),
    clean: async () => await rm(join(root, "out"), { recursive: true, force: true }),
    build: async () => await build(directory.path),
    /** What there is of each output; undefined where it is not there. */
    made: async () =>
      await Promise.all(
        outputs.map((name) => readFile(join(root, "out", name), "utf8").catch(() => undefined)), // Not made yet.
      ),
    /** Whether it was killed: it ends by itself where it puts fewer files in place. */
    async killAt(rename: number): Promise<boolean> {
      const args = [program, directory.path, `${rename}`];
      const { exitCode, stderr } = await runProgram(process.execPath, args, { env: nerdshEnvironment() });
      assert.ok(exitCode === killed || exitCode === 0, stderr);
      return exitCode === killed;
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

const all = (input: string) => outputs.map((name) => `${name} of ${input}`);

describe("a run that is killed", { concurrency: true }, () => {
  test("between any two files that it stores leaves nothing that the next run takes for a result", async () => {
    let kills = 0;
    for (;;) {
      await using made = await project();
      await made.input("one");
      if (!(await made.killAt(kills + 1))) break;
      kills++;
      await made.build();
      assert.deepEqual(await made.made(), all("one"), `killed at ${kills}`);
      await made.clean();
      assert.equal(await made.build(), "cached", `killed at ${kills}`);
      assert.deepEqual(await made.made(), all("one"), `killed at ${kills}`);
      await pruneResults(made.store, { limitBytes: 1_000_000 });
      await made.clean();
      assert.equal(await made.build(), "cached", "what it left is taken away, and nothing else");
    }
    assert.ok(kills >= outputs.length + 2, `its files, its log and its result: ${kills}`);
  });

  test("between any two files that it brings back leaves a mix, which the next run repairs", async () => {
    await using made = await project();
    let [kills, mixes] = [0, 0];
    for (;;) {
      await made.input("one");
      await made.build();
      await made.input("two");
      await made.build();
      await made.input("one");
      if (!(await made.killAt(kills + 1))) break;
      kills++;
      const left = await made.made();
      if (new Set(left.map((text) => text?.replace(/.* of /, ""))).size > 1) mixes++;
      assert.equal(await made.build(), "cached", `killed at ${kills}`);
      assert.deepEqual(await made.made(), all("one"), `killed at ${kills}`);
    }
    assert.deepEqual(await made.made(), all("one"));
    assert.equal(mixes, outputs.length - 1);
  });
});
