import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { missingNodePackages } from "../../../scripts/node-packages.mjs";

const lock = {
  "": { name: "app" },
  "node_modules/yaml": { version: "2.9.1" },
  "node_modules/zx": { version: "8.8.5" },
  "node_modules/@esbuild/win32-x64": { version: "0.28.2", optional: true },
};

describe("the npm packages of a clone", () => {
  test("are all missing before the first install", async () => {
    await using clone = await cloneWith({ wanted: lock });
    assert.deepEqual(missingNodePackages(clone.path), ["node_modules/yaml", "node_modules/zx"]);
  });

  test("are complete once npm says so, whatever it left out for other platforms", async () => {
    const { "node_modules/@esbuild/win32-x64": _, ...installed } = lock;
    await using clone = await cloneWith({ wanted: lock, installed });
    assert.deepEqual(missingNodePackages(clone.path), []);
  });

  test("miss the one whose version the lock file has changed", async () => {
    await using clone = await cloneWith({
      wanted: lock,
      installed: { ...lock, "node_modules/zx": { version: "8.8.4" } },
    });
    assert.deepEqual(missingNodePackages(clone.path), ["node_modules/zx"]);
  });
});

async function cloneWith({ wanted, installed }: { wanted: object; installed?: object }) {
  const path = await mkdtemp(join(tmpdir(), "nerdsh-clone-"));
  await writeFile(join(path, "package-lock.json"), JSON.stringify({ packages: wanted }));
  if (installed !== undefined) {
    await mkdir(join(path, "node_modules"));
    await writeFile(join(path, "node_modules/.package-lock.json"), JSON.stringify({ packages: installed }));
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
