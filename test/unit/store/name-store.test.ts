import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { NameStore } from "../../../src/store/name-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the name store", () => {
  test("keeps a name where nerdctl looks for it: a file with the id alone", async () => {
    await using directory = await temporaryDirectory();
    await new NameStore(directory.path, "default").reserve("web", "c0ffee");
    assert.equal(await readFile(join(directory.path, "names", "default", "web"), "utf8"), "c0ffee");
  });

  test("gives a name to one of many that ask at once", async () => {
    await using directory = await temporaryDirectory();
    const names = new NameStore(directory.path, "default");
    const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => names.reserve("web", `id${i}`)));
    assert.equal(asked.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal(await names.owner("web"), `id${asked.findIndex(({ status }) => status === "fulfilled")}`);
  });

  test("says who has a name in use", async () => {
    await using directory = await temporaryDirectory();
    const names = new NameStore(directory.path, "default");
    await names.reserve("web", "c0ffee");
    await names.reserve("web", "c0ffee");
    await assert.rejects(names.reserve("web", "decaf"), {
      code: "NAME_IN_USE",
      message: 'name "web" is already used by ID "c0ffee"',
      hint: "remove that container (nerdsh rm web), or choose another name",
    });
  });

  test("releases a name only for the id that has it", async () => {
    await using directory = await temporaryDirectory();
    const names = new NameStore(directory.path, "default");
    await names.reserve("web", "c0ffee");
    await names.release("web", "decaf");
    await names.release("never-taken", "decaf");
    assert.deepEqual([...(await names.list())], [["web", "c0ffee"]]);
    await names.release("web", "c0ffee");
    assert.deepEqual([...(await names.list())], []);
  });

  test("renames without a moment in which neither name is held", async () => {
    await using directory = await temporaryDirectory();
    const names = new NameStore(directory.path, "default");
    await names.reserve("web", "c0ffee");
    await names.reserve("db", "decaf");
    await assert.rejects(names.rename("web", "db", "c0ffee"), { code: "NAME_IN_USE" });
    await names.rename("web", "www", "c0ffee");
    assert.deepEqual([...(await names.list())].sort(), [
      ["db", "decaf"],
      ["www", "c0ffee"],
    ]);
  });

  test("knows the names of its own namespace", async () => {
    await using directory = await temporaryDirectory();
    await new NameStore(directory.path, "default").reserve("web", "c0ffee");
    assert.equal((await new NameStore(directory.path, "k8s.io").list()).size, 0);
  });
});
