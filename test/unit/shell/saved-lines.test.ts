import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { recipeOf, savedCommand } from "../../../src/shell/saved-lines.ts";

const line = (code: string, ...declared: readonly string[]) => ({ code, declared });
const recipe = (...lines: Parameters<typeof recipeOf>[0]) => recipeOf(lines).split("\n").slice(1, -1);

describe("lines saved as a recipe", () => {
  test("are as they were typed, types and imports included, under a line that makes the file a program", () => {
    const lines = [line('import { a } from "./a.ts"', "a"), line("const port: number = 80", "port"), line("a(port)")];
    assert.equal(
      recipeOf(lines),
      '#!/usr/bin/env nerdsh\nimport { a } from "./a.ts"\nconst port: number = 80\na(port)\n',
    );
  });

  test("declare a name once, and change it later", () => {
    const first = line("const a: number = 1", "a");
    assert.deepEqual(recipe(first, line("const a: number = 2", "a")), ["let a: number = 1", "a = 2;"]);
    assert.deepEqual(recipe(first, line("const { a } = f()", "a")), ["let a: number = 1", "({ a } = f());"]);
    assert.deepEqual(recipe(line("b = 1", "b"), line("b = 2", "b")), ["let b = 1", "b = 2"]);
    const functions = [line("function f() {}", "f"), line("function f() { return 1 }", "f")];
    assert.deepEqual(recipe(...functions), ["function f() {}", "f = function f() { return 1 };"]);
  });

  test("import a module once", () => {
    const imported = line('import { a } from "./a.ts"', "a");
    assert.deepEqual(recipe(imported, imported), ['import { a } from "./a.ts"']);
  });

  test("run command lines by the host's shell", () => {
    const command = savedCommand("nerdsh run -e 'A=`x` ${y}' busybox");
    assert.deepEqual(recipe(command), ["await $`nerdsh run -e 'A=\\`x\\` \\${y}' busybox`;"]);
  });
});
