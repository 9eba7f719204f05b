import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { format, inspect } from "node:util";
import { createSecret } from "../../../src/api/secret.ts";
import { maskedText } from "../../../src/secrets/known-secrets.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const path = process.env["PATH"];

function secretOf(variables: Record<string, string | undefined>, cwd = "/") {
  return createSecret({ environment: () => ({ PATH: path, ...variables }), cwd: () => cwd });
}

describe("a secret", () => {
  test("shows as *** wherever it is printed", async () => {
    const secret = secretOf({ TOKEN: "unit-secret-1" })("TOKEN");
    await secret.value();
    const shown = [
      String(secret),
      `${secret}`,
      "".concat(String(secret)),
      inspect(secret),
      format("%s %o", secret, secret),
    ];
    assert.deepEqual(shown, ["***", "***", "***", "***", "*** ***"]);
    assert.equal(JSON.stringify({ secret, list: [secret] }), '{"secret":"***","list":["***"]}');
    assert.doesNotMatch(inspect(secret, { customInspect: false, showHidden: true, depth: 9 }), /unit-secret-1/);
    assert.equal(await secret.value(), "unit-secret-1");
  });

  test("is hidden from the first time that it is read", async () => {
    const secret = secretOf({})({ command: ["printf", "unit-%s-2\\n", "secret"] });
    assert.equal(maskedText("unit-secret-2"), "unit-secret-2");
    assert.equal(await secret.value(), "unit-secret-2");
    assert.equal(maskedText("<unit-secret-2>"), "<***>");
  });

  test("of a variable that is set is hidden before", () => {
    secretOf({ TOKEN: "unit-secret-3" })("TOKEN");
    assert.equal(maskedText("unit-secret-3"), "***");
  });

  test("comes from a file, without its last line break", async () => {
    await using directory = await temporaryDirectory();
    writeFileSync(join(directory.path, "key"), "unit\nsecret-4\n");
    assert.equal(await secretOf({}, directory.path)({ file: "key" }).value(), "unit\nsecret-4");
  });

  test("comes from a command that runs once, and not before", async () => {
    await using directory = await temporaryDirectory();
    const log = join(directory.path, "it's a log");
    const secret = secretOf({}).command`echo run >> ${log}; echo unit-secret-5`;
    assert.throws(() => readFileSync(log), { code: "ENOENT" });
    const values = await Promise.all([secret.value(), secret.value()]);
    assert.deepEqual([...values, readFileSync(log, "utf8")], ["unit-secret-5", "unit-secret-5", "run\n"]);
  });

  test("that is not there says so, with the nearest variable, when it is needed", async () => {
    const secret = secretOf({ TOKEN: "x1y2z3" })("TOKNE");
    await assert.rejects(secret.value(), (error: Error & { code: string; hint: string; suggestions: string[] }) => {
      assert.equal(error.code, "SECRET_UNAVAILABLE");
      assert.equal(error.message, "a secret is not there: the variable TOKNE");
      assert.match(error.hint, /did you mean TOKEN\?$/);
      return true;
    });
    assert.throws(() => secret.valueNow(), { code: "SECRET_UNAVAILABLE" });
  });

  for (const [name, source, message] of [
    ["a file that cannot be read", { file: "/nowhere/key" }, "a secret is not readable: the file /nowhere/key"],
    ["a command that fails", { command: ["sh", "-c", "echo half; exit 3"] }, "a secret is not there: the output of sh"],
    [
      "a command that is not there",
      { command: ["no-such-program"] },
      "a secret is not there: the output of no-such-program",
    ],
    ["an empty value", { value: "" }, "a secret is empty: its value"],
  ] as const) {
    test(`of ${name} is refused`, async () => {
      await assert.rejects(secretOf({})(source).value(), { code: "SECRET_UNAVAILABLE", message });
    });
  }
});
