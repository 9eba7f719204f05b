import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { until } from "../../support/condition.ts";
import { startFaultyRegistry } from "../../support/faulty-registry.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { installTypes } from "../../support/typed-package.ts";

const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

const recipe = `import { step, task } from "nerdsh";

task("make", { inputs: ["input"], outputs: ["output"], env: { WORD: "said" } }, async () => {
  await $\`cp input output && echo $WORD && echo aside >&2\`;
});
task("both", { deps: ["make"], matrix: { n: [1, 2] } }, async ({ matrix, attempt }) => {
  console.log("n is", matrix.n);
  await step("say", () => $\`echo from \${matrix.n}\`);
  process.stdout.write("no end");
});
task("hang", { timeout: "100ms" }, async () => {
  await $\`exec sleep 600\`;
});
task("fail", { deps: ["both"], args: { what: { type: "string", default: "it", summary: "What to blame" } } }, ({ args }) => {
  throw new TypeError(\`\${args.what} broke\`);
});
`;

const putManifest = /^PUT .*\/manifests\//;

let registry: Registry;
before(async () => {
  registry = await startRegistry({ writable: true, images: "none" });
});
after(() => registry[Symbol.asyncDispose]());

describe("a runtime", { concurrency: runtimes.length }, () => {
  for (const runtime of runtimes)
    describe(runtime, { concurrency: 1 }, () => {
      test("runs tasks, which are told apart with their steps, come from the cache, are stopped, and fail with their line", async () => {
        await using directory = await temporaryDirectory();
        const file = join(directory.path, "ci.nerd.ts");
        await writeFile(file, recipe);
        await writeFile(join(directory.path, "input"), "text");
        const nerdsh = (...words: string[]) => runOn(runtime, directory.path, words);
        const run = (...words: string[]) => nerdsh(file, ...words);
        const first = await run(
          "fail",
          "--what",
          "everything",
          "-j1",
          ...["--reporter", "plain,json=run.json,html=run.html,junit=run.xml"],
        );
        const made = ["make | said", "make | aside"];
        const both = [1, 2].flatMap((n) => [`both:${n} | n is ${n}`, `both:${n} | from ${n}`, `both:${n} | no end`]);
        const lines = first.stdout.split("\n").filter((line) => line.includes(" | "));
        assert.deepEqual(lines.toSorted(), [...made, ...both].toSorted(), first.stderr);
        assert.match(first.stderr, /^failed: fail\nTypeError: everything broke\n {2}at .*ci\.nerd\.ts:15/m);
        assert.equal(first.exitCode, 1);
        const events = (await readFile(join(directory.path, "run.json"), "utf8")).trimEnd().split("\n");
        const told = events.map((line) => JSON.parse(line)).filter(({ step }) => step === 1);
        const facts = told.map(({ type, task, line, failed }) => [type, task, line ?? failed]);
        assert.deepEqual(facts, [
          ["step.started", "both:1", undefined],
          ["task.output", "both:1", "from 1"],
          ["step.finished", "both:1", false],
        ]);
        assert.match(
          await readFile(join(directory.path, "run.html"), "utf8"),
          /^<!doctype html>[\s\S]*TypeError: everything broke/i,
        );
        assert.match(await readFile(join(directory.path, "run.xml"), "utf8"), /<failure [^>]*everything broke/);
        const again = await run("make");
        const replayed = lines.filter((line) => made.includes(line)); // In the order in which the two streams came.
        const [summary = "", ...end] = again.stdout.split("\n").slice(3);
        assert.deepEqual(again.stdout.split("\n").slice(0, 3), [...replayed, "make: cached"], again.stderr);
        assert.match(summary, /^1 task: 1 cached, in \d/);
        assert.deepEqual(end, [""]);
        const found = await nerdsh("ci", "make", "--dry-run");
        assert.equal(found.stdout, "make  cached: nothing has changed\n", found.stderr);
        const kept = await nerdsh("cache", "ls", "--format", "{{.Task}}");
        assert.ok(kept.stdout.split("\n").includes("make"), kept.stdout + kept.stderr);
        const hung = await run("hang");
        assert.deepEqual([hung.exitCode, hung.stderr.split("\n")[0]], [124, "failed: hang"]);
      });

      test("sends results to a registry, and takes none for one that a killed run was sending", async () => {
        await using directory = await temporaryDirectory();
        await using dying = await startFaultyRegistry(registry.url, [{ fault: { kind: "stall" }, on: putManifest }]);
        await writeFile(join(directory.path, "ci.nerd.ts"), recipe);
        await writeFile(join(directory.path, "input"), "text");
        const words = (host: string) => ["./ci.nerd.ts", "make", "--cache", `registry://${host}/${runtime}/cache`];
        const [program, argv, options] = await commandOn(runtime, directory.path, words(dying.host));
        const child = spawn(program, argv, { ...options, stdio: "ignore" });
        const closed = once(child, "close");
        await until("its files are there, and their name is not", () =>
          dying.requests.some(({ method, path }) => putManifest.test(`${method} ${path}`)),
        );
        child.kill("SIGKILL");
        assert.deepEqual(await closed, [null, "SIGKILL"]);
        const outcomeAt = async (machine: string) => {
          await rm(join(directory.path, "output"), { force: true });
          const result = await runOn(runtime, directory.path, [...words(registry.host), "--reporter", "json"], machine);
          assert.equal(await readFile(join(directory.path, "output"), "utf8"), "text", result.stderr);
          const events = result.stdout.trimEnd().split("\n");
          return events.map((line) => JSON.parse(line)).find(({ type }) => type === "task.finished").outcome;
        };
        assert.equal(await outcomeAt("root"), "cached", "it had kept the result for itself before");
        assert.equal(await outcomeAt("other"), "done");
        assert.equal(await outcomeAt("third"), "cached");
      });
    });
});

// One after another: the compiler takes all processors as it is.
for (const runtime of runtimes) {
  test(`init and check on ${runtime} write a recipe whose types fit, and show where those of another do not`, async () => {
    await using directory = await temporaryDirectory();
    const nerdsh = (...words: string[]) => runOn(runtime, directory.path, words);
    const made = await nerdsh("init", "first");
    assert.match(made.stdout, /^Wrote first\.nerd\.ts, tsconfig\.json, /, made.stderr);
    await installTypes(directory.path);
    await writeFile(join(directory.path, "wrong.nerd.ts"), `const port: string = (await run("nginx")).port(80);\n`);
    const wrong = await nerdsh("check", "first.nerd.ts", "wrong.nerd.ts");
    assert.match(wrong.stdout, /^wrong\.nerd\.ts:1:7 - error TS2322: /, wrong.stderr);
    assert.deepEqual([made.exitCode, wrong.exitCode], [0, 1]);
    if (runtime.startsWith("node")) return; // Node has it in test/scenario/recipe/project, and a check takes seconds.
    const good = await nerdsh("check", "first.nerd.ts");
    assert.deepEqual([good.stdout, good.exitCode], ["first.nerd.ts: no problems\n", 0]);
  });
}

/** Of a directory and a data root in it. */
async function commandOn(runtime: RuntimeName, cwd: string, words: readonly string[], root = "root") {
  const [file, ...args] = await nerdshOn(runtime, words);
  return [file, args, { cwd, env: nerdshEnvironment({ NERDSH_ROOT: join(cwd, root) }) }] as const;
}

async function runOn(runtime: RuntimeName, cwd: string, words: readonly string[], root?: string) {
  return await runProgram(...(await commandOn(runtime, cwd, words, root)));
}
