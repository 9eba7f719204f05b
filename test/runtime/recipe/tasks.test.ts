import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../../scripts/runtimes.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
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

for (const runtime of runtimes) {
  test(`tasks on ${runtime} run, are told apart with their steps, come from the cache, are stopped, and fail with their line`, async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "ci.nerd.ts");
    await writeFile(file, recipe);
    await writeFile(join(directory.path, "input"), "text");
    const nerdsh = async (...words: string[]) => {
      const argv = [...runtimeArguments(runtime, "source"), join(repository, "src/main.ts"), ...words];
      const env = nerdshEnvironment({ NERDSH_ROOT: join(directory.path, "root") });
      return await runProgram(await runtimePath(runtime), argv.map(resolved), { cwd: directory.path, env });
    };
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
}

/** Found from the repository, though the working directory is another one. */
function resolved(word: string): string {
  return word === "tsx" ? import.meta.resolve("tsx") : word;
}
