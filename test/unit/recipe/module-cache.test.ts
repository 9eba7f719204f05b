import assert from "node:assert/strict";
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { createModuleLoader, type ModuleLoader } from "../../../src/platform/module-loader.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the cache of compiled modules", () => {
  test("holds each program once, however many processes meet an empty cache", async () => {
    await using home = await temporaryDirectory();
    const url = await writeModule(home.path, "a.ts", "export const value: number = 1;");
    const loaders = await Promise.all(Array.from({ length: 8 }, () => loaderIn(home.path)));
    const modules = await Promise.all(loaders.map((loader) => loader.import(url, url)));
    assert.ok(modules.every((module) => module["value"] === 1));
    assert.deepEqual(await kindsIn(home.path), { graphs: 1, manifests: 1, others: 0 });
  });

  test("keeps the versions of a changed source apart", async () => {
    await using home = await temporaryDirectory();
    for (const value of [1, 2, 1]) {
      const url = await writeModule(home.path, "a.ts", `export const value: number = ${value};`);
      assert.equal((await (await loaderIn(home.path)).import(url, url))["value"], value);
    }
    assert.deepEqual(await kindsIn(home.path), { graphs: 2, manifests: 1, others: 0 });
  });

  test("notices a package that appears nearer to the importer", async () => {
    await using home = await temporaryDirectory();
    await writePackage(join(home.path, "node_modules/greeter"), "far");
    const url = await writeModule(home.path, "inner/a.ts", `export { greeting } from "greeter";`);
    const greeting = async () => (await (await loaderIn(home.path)).import(url, url))["greeting"];
    assert.equal(await greeting(), "far");
    await writePackage(join(home.path, "inner/node_modules/greeter"), "near");
    assert.equal(await greeting(), "near");
  });

  test("forgets what nobody has run for months, when something else is compiled", async () => {
    await using home = await temporaryDirectory();
    const old = await writeModule(home.path, "old.ts", "export const value = 1;");
    await (await loaderIn(home.path)).import(old, old);
    const cache = join(home.path, "cache/modules");
    const longAgo = new Date("2020-01-01");
    for (const name of await readdir(cache)) await utimes(join(cache, name), longAgo, longAgo);
    const young = await writeModule(home.path, "young.ts", "export const value = 2;");
    await (await loaderIn(home.path)).import(young, young);
    assert.deepEqual(await kindsIn(home.path), { graphs: 1, manifests: 1, others: 0 });
  });

  test("is done without where its directory cannot be made", async () => {
    await using home = await temporaryDirectory();
    await writeFile(join(home.path, "cache"), "a file in its place");
    const url = await writeModule(home.path, "a.ts", "export const value: number = 1;");
    assert.equal((await (await loaderIn(home.path)).import(url, url))["value"], 1);
  });

  test("compiles anew what somebody has removed from it", async () => {
    await using home = await temporaryDirectory();
    const url = await writeModule(home.path, "a.ts", "export const value: number = 1;");
    await (await loaderIn(home.path)).import(url, url);
    const cache = join(home.path, "cache/modules");
    const graph = (await readdir(cache)).find((name) => !name.endsWith(".json"))!;
    await rm(join(cache, graph), { recursive: true });
    assert.equal((await (await loaderIn(home.path)).import(url, url))["value"], 1);
  });
});

async function loaderIn(home: string): Promise<ModuleLoader> {
  return await createModuleLoader({
    cacheDir: join(home, "cache"),
    nerdsh: { url: "data:text/javascript,", exports: async () => ({}) },
  });
}

async function writeModule(home: string, name: string, text: string): Promise<string> {
  const file = join(home, name);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, text);
  return pathToFileURL(file).href;
}

async function writePackage(directory: string, greeting: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "package.json"), JSON.stringify({ name: "greeter", exports: "./index.mjs" }));
  await writeFile(join(directory, "index.mjs"), `export const greeting = "${greeting}";`);
}

async function kindsIn(home: string): Promise<{ graphs: number; manifests: number; others: number }> {
  const names = await readdir(join(home, "cache/modules"));
  const graphs = names.filter((name) => /^[0-9a-f]{40}$/.test(name)).length;
  const manifests = names.filter((name) => name.endsWith(".json")).length;
  return { graphs, manifests, others: names.length - graphs - manifests };
}
