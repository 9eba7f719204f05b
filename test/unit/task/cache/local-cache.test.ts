import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { planText } from "../../../../src/recipe/tasks/plan-text.ts";
import { LocalCache } from "../../../../src/task/cache/local-cache.ts";
import { listResults, pruneResults } from "../../../../src/task/cache/prune-results.ts";
import { taskGraph } from "../../../../src/task/graph.ts";
import type { TaskDefinition } from "../../../../src/task/task.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { definition, definitions } from "../task-definition.ts";

/** A directory with a recipe, two inputs, and a task that joins them. */
async function project() {
  const directory = await temporaryDirectory();
  const root = join(directory.path, "project");
  const store = join(directory.path, "store");
  await mkdir(join(root, "src"), { recursive: true });
  await writeFile(join(root, "src/a"), "a");
  await writeFile(join(root, "src/ignored.log"), "1");
  await writeFile(join(root, ".gitignore"), "*.log\n");
  await writeFile(join(root, "ci.nerd.ts"), "task();");
  let runs = 0;
  const build = definition("build", {
    cache: true,
    inputs: { files: ["src/**"], env: ["MODE"] },
    outputs: ["out"],
    fn: async () => {
      runs++;
      await mkdir(join(root, "out"), { recursive: true });
      await writeFile(join(root, "out/file"), `${await readFile(join(root, "src/a"), "utf8")}!`, { mode: 0o755 });
      await rm(join(root, "out/link"), { force: true });
      await symlink("file", join(root, "out/link"));
    },
  });
  const open = (environment: Record<string, string> = {}) => {
    const options = { directory: store, recipe: join(root, "ci.nerd.ts"), root, environment, force: false };
    return new LocalCache({ ...options, argsOf: () => ({}), imageDigest: async () => "sha256:0" });
  };
  return {
    ...{ root, store, build, cache: open, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() },
    runs: () => runs,
    /** As a process of its own would: why it ran, or undefined where nothing was to be done. */
    async run(
      task: TaskDefinition = build,
      environment: Record<string, string> = {},
      tasks = definitions(task),
    ): Promise<string | undefined> {
      const cache = open(environment);
      let why: string | undefined;
      for (const node of taskGraph(tasks, [task.name]).values()) {
        const { hit, reason } = await cache.restore(node);
        if (hit) continue;
        why = reason;
        await task.fn?.({
          name: "",
          args: {},
          matrix: {},
          services: {},
          signal: AbortSignal.abort(),
          attempt: 1,
          run: async () => {},
        });
        await cache.save(node);
      }
      await cache.close();
      return why;
    },
  };
}

/** What all files have together. */
async function bytesOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = entries.map(async (entry) =>
    entry.isFile() ? (await stat(join(entry.parentPath, entry.name))).size : 0,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

describe("the cache of tasks", () => {
  test("does nothing where nothing has changed, and says what has", async () => {
    await using made = await project();
    assert.equal(await made.run(), "it has not run before");
    assert.equal(await made.run(), undefined);
    await writeFile(join(made.root, "src/ignored.log"), "2");
    assert.equal(await made.run(), undefined);
    await writeFile(join(made.root, "src/a"), "other");
    assert.equal(await made.run(), "files have changed: src/a");
    assert.equal(await made.run(made.build, { MODE: "x" }), "variables have changed: MODE");
    await writeFile(join(made.root, "ci.nerd.ts"), "const changed = 1; task();");
    assert.equal(await made.run(made.build, { MODE: "x" }), "the recipe, or a module that it imports, has changed");
    assert.equal(await made.run({ ...made.build, fn: () => 1 }, { MODE: "x" }), "its code has changed");
  });

  test("knows what is declared in another order as the same", async () => {
    await using made = await project();
    const declared = (files: string[], env: string[], images: string[]) => ({
      ...{ ...made.build, inputs: { files, env, images }, outputs: files.map((name) => `out/${name}`) },
    });
    assert.equal(
      await made.run(declared(["src/a", "src/b", "!src/c"], ["A", "B"], ["x", "y"])),
      "it has not run before",
    );
    assert.equal(await made.run(declared(["!src/c", "src/b", "src/a"], ["B", "A"], ["y", "x"])), undefined);
  });

  test("brings outputs back, with mode and links, and those of an earlier state", async () => {
    await using made = await project();
    await made.run();
    await writeFile(join(made.root, "src/a"), "b");
    await made.run();
    await rm(join(made.root, "out"), { recursive: true });
    await writeFile(join(made.root, "src/a"), "a");
    assert.equal(await made.run(), undefined);
    assert.equal(await readFile(join(made.root, "out/link"), "utf8"), "a!");
    await writeFile(join(made.root, "out/file"), "spoilt");
    assert.equal(await made.run(), undefined);
    assert.equal(await readFile(join(made.root, "out/file"), "utf8"), "a!");
    assert.equal(made.runs(), 2);
  });

  test("sees a change that leaves size and time as they were", async () => {
    await using made = await project();
    await utimes(join(made.root, "src/a"), 1_000, 1_000);
    await made.run();
    await writeFile(join(made.root, "src/a"), "b");
    await utimes(join(made.root, "src/a"), 1_000, 1_000);
    assert.equal(await made.run(), "files have changed: src/a");
  });

  test("runs a task again whose result is lost, whole or in part", async () => {
    await using made = await project();
    await made.run();
    await rm(join(made.store, "blobs"), { recursive: true });
    await rm(join(made.root, "out"), { recursive: true });
    assert.equal(await made.run(), "the cache has lost what it made");
    await rm(join(made.store, "results"), { recursive: true });
    assert.equal(await made.run(), "the cache no longer has what it made");
  });

  test("runs a task again whose result is damaged, and gives none of its files back", async () => {
    await using made = await project();
    await made.run();
    for (const shard of await readdir(join(made.store, "blobs")))
      for (const name of await readdir(join(made.store, "blobs", shard)))
        await writeFile(join(made.store, "blobs", shard, name), "damaged");
    await rm(join(made.root, "out"), { recursive: true });
    assert.equal(await made.run(), "the cache has lost what it made");
    assert.equal(await readFile(join(made.root, "out/file"), "utf8"), "a!");
    const [result] = listResults(made.store);
    await writeFile(join(made.store, "results", `${result?.key}.json`), '{"task":');
    await rm(join(made.root, "out"), { recursive: true });
    assert.equal(await made.run(), "the cache no longer has what it made");
    assert.equal(made.runs(), 3);
  });

  test("plans with the files that a hit before it would give back, whatever is there now", async () => {
    await using made = await project();
    const next = definition("next", { deps: ["build"], cache: true, inputs: { files: ["out/**"] } });
    const tasks = definitions(made.build, next);
    const plan = async () => await planText(taskGraph(tasks, ["next"]).values(), made.cache());
    await made.run();
    await made.run(next, {}, tasks);
    const cached = "build  cached: nothing has changed\nnext   cached: nothing has changed\n";
    assert.equal(await plan(), cached);
    await rm(join(made.root, "out"), { recursive: true });
    assert.equal(await plan(), cached);
    await mkdir(join(made.root, "out"));
    await writeFile(join(made.root, "out/file"), "spoilt");
    assert.equal(await plan(), cached);
    assert.equal(await made.run(next, {}, tasks), undefined);
    assert.equal(await readFile(join(made.root, "out/file"), "utf8"), "a!");
    // What no task makes counts as it is.
    await writeFile(join(made.root, "out/more"), "");
    assert.match(await plan(), /^build {2}cached: .*\nnext {3}would run: files have changed: out\/more\n$/);
  });

  test("keeps nothing that was made while the inputs changed", async () => {
    await using made = await project();
    const fn = async () => await writeFile(join(made.root, "src/a"), "changed meanwhile");
    await made.run({ ...made.build, fn });
    assert.deepEqual(listResults(made.store), []);
  });

  test("forgets what was not used for so long; a look at what is unchanged is a use", async () => {
    await using made = await project();
    await made.run();
    const [result] = listResults(made.store);
    const old = async () => await utimes(join(made.store, "results", `${result?.key}.json`), 1_000, 1_000);
    await made.run();
    await old();
    const limits = { limitBytes: 1_000, longestMs: 3_600_000 };
    assert.equal((await pruneResults(made.store, limits)).removed, 0);
    for (const name of await readdir(join(made.store, "runs")))
      await utimes(join(made.store, "runs", name), 1_000, 1_000);
    await old();
    assert.equal((await pruneResults(made.store, limits)).removed, 1);
  });

  test("keeps what is within its limit, the last used, and nothing that no result names", async () => {
    await using made = await project();
    await made.run();
    const [first] = listResults(made.store);
    await utimes(join(made.store, "results", `${first?.key}.json`), 1_000, 1_000);
    await writeFile(join(made.root, "src/a"), "b");
    await made.run();
    const blob = join(made.store, "blobs/00/00ff");
    await mkdir(join(made.store, "blobs/00"), { recursive: true });
    await writeFile(blob, "of a run that was killed");
    await utimes(blob, 1_000, 1_000);
    const before = await bytesOf(made.store);
    const { removed, freedBytes } = await pruneResults(made.store, { limitBytes: 2 });
    assert.deepEqual([removed, freedBytes], [1, before - (await bytesOf(made.store))]);
    const blobs = await readdir(join(made.store, "blobs"), { recursive: true, withFileTypes: true });
    assert.equal(blobs.filter((entry) => entry.isFile()).length, 1, "what it made is gone, though it is new");
    assert.equal(listResults(made.store).length, 1);
    assert.equal(await made.run(), undefined);
    const rest = await bytesOf(made.store);
    assert.deepEqual(await pruneResults(made.store, { limitBytes: 0 }), { removed: 1, freedBytes: rest });
    assert.deepEqual([listResults(made.store), await bytesOf(made.store)], [[], 0]);
  });

  test("is right beside other runs of the same tasks", async () => {
    await using made = await project();
    await made.run();
    await rm(join(made.root, "out"), { recursive: true });
    const runs = Array.from({ length: 8 }, () => made.run());
    const prunes = Array.from({ length: 3 }, () => pruneResults(made.store, { limitBytes: 1_000 }));
    await Promise.all([...runs, ...prunes]);
    assert.equal(made.runs(), 1);
    assert.equal(await readFile(join(made.root, "out/file"), "utf8"), "a!");
  });
});
