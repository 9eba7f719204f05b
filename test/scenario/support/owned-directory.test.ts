import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { abandonedDirectories, ownedDirectory } from "../../support/owned-directory.ts";

/** One of this file alone: others remove what they find abandoned under theirs. */
const prefix = "nerdsh-owned-";

async function directoryOf(owner: string | undefined) {
  const path = await ownedDirectory(prefix);
  if (owner !== undefined) await writeFile(join(path, "owner"), owner);
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) };
}

describe("a test's directory", () => {
  test("is abandoned once its process is gone, and neither before nor while its owner is being written", async () => {
    await using _living = await directoryOf(undefined);
    await using _written = await directoryOf("");
    await using gone = await directoryOf("1-1-00000000");
    assert.deepEqual(await abandonedDirectories(prefix), [gone.path]);
  });
});
