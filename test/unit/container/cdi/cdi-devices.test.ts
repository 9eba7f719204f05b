import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { cdiEdits } from "../../../../src/container/cdi/cdi-devices.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const spec = (changes: object = {}) =>
  JSON.stringify({
    cdiVersion: "0.6.0",
    kind: "example.com/thing",
    containerEdits: { env: ["ALL=1"] },
    devices: [
      { name: "one", containerEdits: { deviceNodes: [{ path: "/dev/one", hostPath: "/dev/zero" }] } },
      { name: "two", containerEdits: { env: ["TWO=1"] } },
    ],
    ...changes,
  });

/** Directories of these files, least important first. */
async function specDirectories(...directories: readonly Readonly<Record<string, string>>[]) {
  const root = await temporaryDirectory();
  const paths = directories.map((_, i) => join(root.path, String(i)));
  for (const [i, files] of directories.entries()) {
    await mkdir(paths[i]!);
    for (const [name, text] of Object.entries(files)) await writeFile(join(paths[i]!, name), text);
  }
  return { paths: [...paths, "/nonexistent/cdi"], [Symbol.asyncDispose]: () => root[Symbol.asyncDispose]() };
}

describe("devices of CDI", () => {
  test("bring what their specification says of all, once, and then each its own", async () => {
    await using specs = await specDirectories({ "thing.json": spec() });
    const edits = await cdiEdits(["example.com/thing=one", "example.com/thing=two"], specs.paths);
    const node = { type: "c", major: 1, minor: 5, fileMode: 0o666, path: "/dev/one", hostPath: "/dev/zero" };
    assert.deepEqual(edits, [{ env: ["ALL=1"] }, { deviceNodes: [node] }, { env: ["TWO=1"] }]);
  });

  test("are read of YAML, too, and whatever is no specification is left alone", async () => {
    const yaml = "cdiVersion: 0.6.0\nkind: a.b/c\ndevices:\n- name: d\n  containerEdits:\n    env: [X=1]\n";
    await using specs = await specDirectories({ "a.yaml": yaml, "broken.json": "{", "notes.txt": "x", "b.yaml": "[]" });
    assert.deepEqual(await cdiEdits(["a.b/c=d"], specs.paths), [{}, { env: ["X=1"] }]);
  });

  test("of a later directory replace those of an earlier one", async () => {
    const local = spec({ containerEdits: {}, devices: [{ name: "two", containerEdits: { env: ["TWO=2"] } }] });
    await using specs = await specDirectories({ "thing.json": spec() }, { "local.json": local });
    assert.deepEqual(await cdiEdits(["example.com/thing=two"], specs.paths), [{}, { env: ["TWO=2"] }]);
  });

  test("are unknown where two files of one directory name them, or none does", async () => {
    await using specs = await specDirectories({ "a.json": spec(), "b.json": spec() });
    const failure = {
      code: "UNKNOWN_OBJECT",
      message: /^CDI device injection failed: unresolvable CDI devices example/,
    };
    await assert.rejects(cdiEdits(["example.com/thing=one"], specs.paths), failure);
    await assert.rejects(cdiEdits(["example.com/thing=three", "example.com/other=x"], specs.paths), {
      message: /unresolvable CDI devices example\.com\/thing=three, example\.com\/other=x$/,
    });
  });

  test("fail where the host has not got their node", async () => {
    const devices = [{ name: "gone", containerEdits: { deviceNodes: [{ path: "/dev/nonexistent" }] } }];
    await using specs = await specDirectories({ "thing.json": spec({ devices }) });
    await assert.rejects(cdiEdits(["example.com/thing=gone"], specs.paths), {
      code: "INVALID_VALUE",
      message: /no such device on the host: \/dev\/nonexistent$/,
    });
  });
});
