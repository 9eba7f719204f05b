import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { documentFile, streamedFile } from "../../../../src/recipe/tasks/report-file.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

describe("a report's file", () => {
  test("is replaced when it is whole, through a link, in a directory that is made", async () => {
    await using directory = await temporaryDirectory();
    const [real, link] = [join(directory.path, "real"), join(directory.path, "link")];
    await writeFile(real, "old");
    await symlink(real, link);
    const [linked, fresh] = [documentFile(link), documentFile(join(directory.path, "a/b/new"))];
    for (const each of [linked, fresh]) {
      each.write("one, ");
      each.write("two");
    }
    assert.equal(await readFile(real, "utf8"), "old");
    await rm(join(directory.path, "a"), { recursive: true }); // As a task does that cleans up.
    linked.close();
    fresh.close();
    assert.equal(await readFile(real, "utf8"), "one, two");
    assert.equal(await readFile(join(directory.path, "a/b/new"), "utf8"), "one, two");
    assert.deepEqual((await readdir(directory.path)).sort(), ["a", "link", "real"]);
  });

  test("is never put in the place of a device", async () => {
    const file = documentFile("/dev/null");
    file.write("x");
    file.close();
    assert.equal((await readFile("/dev/null")).length, 0);
  });

  test("that grows can be followed", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "logs/run");
    const file = streamedFile(path);
    file.write("one\n");
    assert.equal(await readFile(path, "utf8"), "one\n");
    file.close();
  });

  test("is refused before anything runs where it cannot be written", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "file"), "");
    await mkdir(join(directory.path, "directory"));
    for (const open of [documentFile, streamedFile])
      for (const name of ["file/report", "directory"])
        assert.throws(() => open(join(directory.path, name)), {
          code: "INVALID_VALUE",
          message: /^cannot write the report/,
        });
  });
});
