import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findDockerfile } from "../../../../src/build/context/find-dockerfile.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

/** A context with these files, and the directory above it as the caller's. */
async function places(files: readonly string[]) {
  const directory = await temporaryDirectory();
  const context = join(directory.path, "context");
  await mkdir(context);
  for (const file of files) {
    await mkdir(join(directory.path, file, ".."), { recursive: true });
    await writeFile(join(directory.path, file), "FROM scratch\n");
  }
  return { cwd: directory.path, context, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

describe("the Dockerfile of a build", () => {
  test("is the context's Dockerfile, else its Containerfile", async () => {
    await using both = await places(["context/Dockerfile", "context/Containerfile"]);
    assert.deepEqual(await findDockerfile(undefined, both), { directory: both.context, filename: "Dockerfile" });
    await using one = await places(["Dockerfile", "context/Containerfile"]);
    assert.deepEqual(await findDockerfile(undefined, one), { directory: one.context, filename: "Containerfile" });
  });

  test("is found from the caller's directory before the context, wherever it lies", async () => {
    await using found = await places(["deploy/web.Dockerfile", "context/sub/Dockerfile", "context/own"]);
    assert.deepEqual(await findDockerfile("deploy/web.Dockerfile", found), {
      directory: join(found.cwd, "deploy"),
      filename: "web.Dockerfile",
    });
    assert.deepEqual(await findDockerfile("context/sub/Dockerfile", found), {
      directory: found.context,
      filename: "sub/Dockerfile",
    });
    assert.deepEqual(await findDockerfile("own", found), { directory: found.context, filename: "own" });
  });

  test("is missed with the names of those that are there", async () => {
    await using here = await places(["context/Dockerfile.dev", "context/dockerfil", "context/readme"]);
    await assert.rejects(findDockerfile(undefined, here), (error: { code: string; suggestions: string[] }) => {
      assert.equal(error.code, "DOCKERFILE_NOT_FOUND");
      assert.deepEqual(error.suggestions.sort(), ["Dockerfile.dev", "dockerfil"]);
      return true;
    });
  });

  test("is no directory", async () => {
    await using here = await places(["context/Dockerfile/file"]);
    await assert.rejects(findDockerfile(undefined, here), { code: "DOCKERFILE_NOT_FOUND" });
  });
});
