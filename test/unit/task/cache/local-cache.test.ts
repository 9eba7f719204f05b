import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
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
  return {
    ...{ root, store, build, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() },
    runs: () => runs,
    /** As a process of its own would: why it ran, or undefined where nothing was to be done. */
    async run(task: TaskDefinition = build, environment: Record<string, string> = {}): Promise<string | undefined> {
      const options = { directory: store, recipe: join(root, "ci.nerd.ts"), root, environment, force: false };
      const cache = new LocalCache({ ...options, argsOf: () => ({}), imageDigest: async () => "sha256:0" });
      let why: string | undefined;
      for (const node of taskGraph(definitions(task), [task.name]).values()) {
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
    assert.deepEqual(await pruneResults(made.store, { limitBytes: 2 }), { removed: 1, freedBytes: 24 });
    assert.equal(listResults(made.store).length, 1);
    assert.equal(await made.run(), undefined);
    await pruneResults(made.store, { limitBytes: 0 });
    assert.deepEqual(listResults(made.store), []);
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
