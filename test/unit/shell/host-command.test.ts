import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hasShellSyntax, terminalProgram } from "../../../src/shell/host-command.ts";

describe("a command line", () => {
  const cases: readonly (readonly [line: string, isForShell: boolean])[] = [
    ["ps -a", false],
    ["ps -aq | wc -l", true],
    ["logs web > file", true],
    ["exec web sh -c 'a | b > c'", false],
    ['exec web sh -c "a \\" | b"', false],
    ["exec web echo a\\|b", false],
    ["run x && ps", true],
  ];
  for (const [line, isForShell] of cases) {
    test(`${isForShell ? "is" : "is not"} for the host's shell: ${line}`, () => {
      assert.equal(hasShellSyntax(line), isForShell);
    });
  }
});

describe("a program of the host", () => {
  test("gives its exit status, or 128 and the signal that ended it", async () => {
    const signal = new AbortController().signal;
    assert.equal(await terminalProgram(["sh", "-c", "exit 3"], signal), 3);
    assert.equal(await terminalProgram(["sh", "-c", "kill -KILL $$"], signal), 137);
  });

  test("is ended when the line is cancelled, also before it began", async () => {
    assert.equal(await terminalProgram(["sleep", "600"], AbortSignal.abort()), 143);
  });

  test("that is not there is a failure", async () => {
    await assert.rejects(terminalProgram(["/nowhere/at-all"], new AbortController().signal), { code: "ENOENT" });
  });
});
