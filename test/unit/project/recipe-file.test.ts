import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findRecipe } from "../../../src/project/recipe-file.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("a recipe's name", () => {
  test("may leave out its ending", async () => {
    await using home = await temporaryDirectory();
    const path = join(home.path, "hello.nerd.ts");
    await writeFile(path, "");
    for (const name of ["hello.nerd.ts", "./hello", "hello", path]) assert.equal(findRecipe(name, home.path), path);
  });

  test("that is misspelt is answered with near ones, also of recipes/", async () => {
    await using home = await temporaryDirectory();
    await mkdir(join(home.path, "recipes"));
    for (const name of ["hello.nerd.ts", "recipes/hello.nerd.ts", "other.nerd.ts", "hello.txt"]) {
      await writeFile(join(home.path, name), "");
    }
    assert.throws(() => findRecipe("helo.nerd.ts", home.path), {
      code: "NOT_FOUND",
      message: "no such recipe: helo.nerd.ts",
      hint: "did you mean hello.nerd.ts?",
      suggestions: ["hello.nerd.ts", "recipes/hello.nerd.ts"],
    });
  });

  test("without any near one is answered without a guess", async () => {
    await using home = await temporaryDirectory();
    assert.throws(() => findRecipe("deploy.nerd.ts", home.path), {
      code: "NOT_FOUND",
      suggestions: [],
      hint: undefined,
    });
  });
});
