import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withJson } from "../../../src/cli/json-output.ts";
import { loadCommand } from "../../../src/commands/table.ts";

const given = async (command: string, flags: readonly (readonly [string, string])[] = []) =>
  Object.fromEntries(withJson(await loadCommand(command), new Map(flags.map(([name, text]) => [name, [text]]))));

describe("nerdsh --json", () => {
  test("asks a command for JSON in its own words, where it is not told a format", async () => {
    assert.deepEqual(await given("ps", [["all", "true"]]), { all: ["true"], format: ["json"] });
    assert.deepEqual(await given("ps", [["format", "{{.ID}}"]]), { format: ["{{.ID}}"] });
    assert.deepEqual(await given("compose config"), { format: ["json"] });
    assert.deepEqual(await given("compose events"), { json: ["true"] });
  });

  test("is refused for a command without JSON, also where its format is none of the output", async () => {
    for (const command of ["pull", "commit"])
      await assert.rejects(given(command), {
        code: "UNKNOWN_FLAG",
        message: `${command} has no output as JSON: --json`,
      });
  });
});
