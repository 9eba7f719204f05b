import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const recipe = `
import { run, task } from "nerdsh";

const ended = (outcome: string) => console.log("ended:", outcome);
task("held", { finally: ended }, async () => {
  await using held = await run("busybox", ["sleep", "600"]);
  console.log("started", held.id.length);
  await run("busybox", ["sleep", "600"]).text();
});
task("host", { finally: ended }, async () => {
  await $\`echo started; exec sleep 600\`;
});
task("late", { timeout: "2s" }, async () => {
  await run("busybox", ["sleep", "600"]).text();
});
task("keyed", { inputs: { images: ["busybox"] } }, async () => {
  const [line] = await run("busybox", ["echo", "from a container"]).lines();
  console.log(line);
});
task("bad", async () => {
  await run("busybox", ["sh", "-c", "echo why >&2; exit 3"]).text();
});
task("after", { deps: ["bad"] }, () => {});
task("beside", async ({ run: runTasks }) => {
  for (const word of ["one", "two"])
    task(\`say-\${word}\`, async () => console.log(await run("busybox", ["echo", word]).text()));
  await runTasks("say-one", "say-two");
});
`;

async function recipeFile() {
  const directory = await temporaryDirectory();
  await writeFile(join(directory.path, "ci.nerd.ts"), recipe);
  return { cwd: directory.path, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

describe("tasks in containers", () => {
  test("are stopped by a signal, their containers and commands too, and handled to the end", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const [file, ...words] = nerdshCommand();
    const options = { env: nerdshEnvironment(world.env), cwd: files.cwd };
    const child = spawn(file, [...words, "./ci.nerd.ts", "held", "host", "-j2"], options);
    const closed = once(child, "close");
    const started = new Set<string>();
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.includes(" | started")) started.add(line.split(" ")[0]!); // Of a line that has one.
      if (started.size === 2 && !child.killed) child.kill("SIGINT");
    }
    assert.deepEqual(await closed, [130, null]);
    for (const task of ["held", "host"]) assert.ok(lines.includes(`${task} | ended: cancelled`), lines.join("\n"));
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("are stopped when their time is up, which is a failure with its place", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const { exitCode, stderr } = await world.nerdsh(["./ci.nerd.ts", "late"], { cwd: files.cwd });
    assert.equal(exitCode, 124, stderr);
    assert.match(stderr, /^failed: late\nerror: the task took too long: late\n {2}at .*ci\.nerd\.ts:\d+:\d+\n/);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("fail with what the container said, its status, and the recipe's line; what needs them is skipped", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const { exitCode, stdout, stderr } = await world.nerdsh(["./ci.nerd.ts", "after", "keyed"], { cwd: files.cwd });
    assert.equal(exitCode, 3, stderr);
    assert.match(stdout, /^after: skipped: bad failed$/m);
    assert.match(stdout, /^keyed \| from a container$/m);
    assert.match(stderr, /^failed: bad\nerror: .*\n {2}why\n {2}at .*ci\.nerd\.ts:21:\d+\)?\n/);
  });

  test("come from the cache while image and code are the same, and are declared by tasks that run", async () => {
    await using world = await testWorld();
    await using files = await recipeFile();
    const report = join(files.cwd, "run.json");
    const words = ["./ci.nerd.ts", "keyed", "beside", "--reporter", "plain", "--reporter", "json", "-o", report];
    const { stdout, stderr, exitCode } = await world.nerdsh(words, { cwd: files.cwd });
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^keyed: cached$/m);
    assert.match(stdout, /^say-two \| two$/m);
    const events = (await readFile(report, "utf8")).trimEnd().split("\n");
    const { type, failed } = JSON.parse(events.at(-1) ?? "");
    assert.deepEqual([type, failed], ["tasks.finished", []]);
    const why = await world.nerdsh(["./ci.nerd.ts", "--why", "keyed", "keyed"], { cwd: files.cwd });
    assert.match(why.stdout, /^keyed +cached: nothing has changed\n$/);
    assert.match((await world.nerdsh(["cache", "ls"])).stdout, / keyed +0 +\d+B /);
    const prune = async (age: string) => (await world.nerdsh(["cache", "prune", "--older-than", age])).stdout;
    assert.match(await prune("1d"), /^Deleted results: 0\n/);
    assert.match(await prune("1ms"), /^Deleted results: 1\n/);
    assert.equal((await world.nerdsh(["./ci.nerd.ts", "keyed"], { cwd: files.cwd })).exitCode, 0);
    const pruned = await world.nerdsh(["cache", "prune", "--all", "--force"]);
    assert.match(pruned.stdout, /^Deleted results: 1\n/);
  });
});
