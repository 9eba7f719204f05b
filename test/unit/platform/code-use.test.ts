import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { codeUse } from "../../../src/platform/code-use.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the cache of compiled code that a command line uses", () => {
  for (const [line, use] of Object.entries({
    "": "prompt",
    "run --rm alpine sh": "run",
    "compose -f x.yaml up -d": "compose-up",
    "compose -f x.yaml pause": "compose",
    "container ls -a": "container-ls",
    "container --help": "container",
    volume: "volume",
    "--version": "other",
    "-e 0": "eval",
    "-e run('alpine')": "eval-run",
    "missing.nerd.ts": "recipe",
  })) {
    test(`of \`nerdsh ${line}\` is "${use}"`, () => {
      assert.equal(codeUse(line.split(" ").filter(Boolean)), use);
    });
  }

  test("of a recipe is that of recipes that use the same verbs, wherever it lies", async () => {
    await using directory = await temporaryDirectory();
    const [path, other] = [join(directory.path, "ci.nerd.ts"), join(directory.path, "hosts.mts")];
    await writeFile(path, `task("test", async () => { await run("alpine"); });\nconst taskRunner = rebuild();\n`);
    await writeFile(other, "console.log(await $`cat /etc/hosts`);\n");
    assert.equal(codeUse([path, "test"]), "recipe-run-task");
    assert.equal(codeUse([other, "run"]), "recipe");
  });
});
