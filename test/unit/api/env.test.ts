import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createEnv } from "../../../src/api/env.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

function envOf(variables: Record<string, string | undefined>, cwd = "/") {
  return createEnv({ environment: () => variables, cwd: () => cwd });
}

describe("env", () => {
  test("gives a variable, of the type of its default", () => {
    const env = envOf({ NAME: "x", PORT: "80", DEBUG: "true", OFF: "" });
    assert.deepEqual(
      [env("NAME"), env("PORT", { default: 1 }), env("DEBUG", { default: false }), env("OFF", { type: "boolean" })],
      ["x", 80, true, false],
    );
    const port: number = env("NONE", { default: 8080 });
    const target: "test" | "prod" = env("NONE", { choices: ["test", "prod"], default: "test" });
    assert.deepEqual([port, target], [8080, "test"]);
  });

  test("refuses one that is not set, with the nearest name", () => {
    assert.throws(() => envOf({ GITHUB_TOKEN: "x" })("GITHUB_TOKNE"), {
      code: "UNKNOWN_VARIABLE",
      message: "no such variable: GITHUB_TOKNE",
      hint: "did you mean GITHUB_TOKEN?",
    });
  });

  test("refuses one of another type, and does not repeat it", () => {
    const env = envOf({ PORT: "hunter2" });
    assert.throws(() => env("PORT", { type: "number" }), {
      code: "INVALID_VALUE",
      message: "the variable PORT is not a number",
    });
    assert.throws(() => env("PORT", { choices: ["a", "b"] }), { message: "the variable PORT is not one of a, b" });
  });

  test("loads a .env file, beneath what is set", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, ".env"), "A=file\nB=file\n");
    const variables: Record<string, string | undefined> = { A: "set" };
    const env = envOf(variables, directory.path);
    assert.deepEqual(env.read(), { A: "file", B: "file" });
    assert.deepEqual(variables, { A: "set" });
    env.load();
    assert.deepEqual(variables, { A: "set", B: "file" });
    env.load(".env", { override: true });
    assert.deepEqual(variables, { A: "file", B: "file" });
  });

  test("tells of a file that it cannot read by the line, and nothing of its values", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "open"), "A=1\nB='secret\n");
    const problem = { code: "INVALID_VALUE", message: "open: line 2: a quote is not closed" };
    assert.throws(() => envOf({}, directory.path).load("open"), problem);
  });

  test("says which file is not there, unless it may be", () => {
    assert.throws(() => envOf({}, "/nowhere").load(".env"), { code: "NOT_FOUND", message: "no such file: .env" });
    assert.deepEqual(envOf({}, "/nowhere").load(".env", { optional: true }), {});
  });
});
