import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { abandonedTemporaries, createFile, isTemporary, replaceFile } from "../../../src/store/atomic-file.ts";
import { processIdentity } from "../../../src/store/process-identity.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("an atomic file", () => {
  test("is replaced whole, with its mode, in directories made on the way", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "etchosts", "default", "hosts");
    await replaceFile(path, "old", { mode: 0o644 });
    await replaceFile(path, "new", { mode: 0o644 });
    assert.equal(await readFile(path, "utf8"), "new");
    assert.equal((await stat(path)).mode & 0o777, 0o644);
    assert.deepEqual(await readdir(join(directory.path, "etchosts", "default")), ["hosts"]);
  });

  test("is private where no mode is given", async () => {
    await using directory = await temporaryDirectory();
    await replaceFile(join(directory.path, "x"), "");
    assert.equal((await stat(join(directory.path, "x"))).mode & 0o777, 0o600);
  });

  test("is created by exactly one of many, and never seen without its content", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "names", "web");
    const won = await Promise.all(Array.from({ length: 50 }, (_, i) => createFile(path, `${i}`)));
    assert.equal(won.filter(Boolean).length, 1);
    assert.equal(await readFile(path, "utf8"), `${won.indexOf(true)}`);
    assert.deepEqual(await readdir(join(directory.path, "names")), ["web"]);
  });

  test("leaves no temporary file where it cannot be put in place", async () => {
    await using directory = await temporaryDirectory();
    await createFile(join(directory.path, "taken", "x"), "");
    await assert.rejects(replaceFile(join(directory.path, "taken"), ""), { code: "EISDIR" });
    assert.deepEqual(await readdir(directory.path), ["taken"]);
  });

  test("is told from what its writers have under way, and from what killed ones left", async () => {
    await using directory = await temporaryDirectory();
    const [running, dead] = [`.${processIdentity()}.a1b2c3.tmp`, ".1-1-00000000.a1b2c3.tmp"];
    for (const name of [running, dead, "web.tmp"]) await writeFile(join(directory.path, name), "");
    assert.deepEqual(
      (await readdir(directory.path)).filter((name) => !isTemporary(name)),
      ["web.tmp"],
    );
    assert.deepEqual(await abandonedTemporaries(directory.path), [join(directory.path, dead)]);
    assert.deepEqual(await abandonedTemporaries(join(directory.path, "never made")), []);
  });
});
