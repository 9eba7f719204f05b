import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openTerminal } from "../../support/terminal.ts";

const shell = ["sh", "-i"] as const;
const env = { PATH: process.env["PATH"], PS1: "$ " };

describe("a terminal", () => {
  test("shows what a program prints, and tells how it ended", async () => {
    await using terminal = await openTerminal(["sh", "-c", "echo hello; exit 3"]);
    assert.equal(await terminal.exitCode(), 3);
    assert.match(await terminal.screen(), /^hello$/m);
  });

  test("types lines and presses keys", async () => {
    await using terminal = await openTerminal(shell, { env });
    await terminal.enter("echo $((6 * 7)); cat");
    await terminal.until(/^42$/m);
    await terminal.press("C-c");
    await terminal.enter("exit 5");
    assert.equal(await terminal.exitCode(), 5);
  });

  test("has a size that a program is told of when it changes", async () => {
    await using terminal = await openTerminal(shell, { env, columns: 90, rows: 20 });
    await terminal.enter("trap 'stty size' WINCH; stty size; while true; do read line; done");
    await terminal.until(/^20 90$/m);
    await terminal.resize(120, 40);
    await terminal.until(/^40 120$/m);
  });

  test("keeps wide characters and semicolons as they are", async () => {
    await using terminal = await openTerminal(["printf", "%s\\n", "日本語;", ";"]);
    assert.match(await terminal.until(/^;$/m), /^日本語;\n;$/m);
  });

  test("says what was on the screen where the wait was in vain", async () => {
    await using terminal = await openTerminal(["echo", "something else"]);
    await terminal.exitCode();
    await assert.rejects(terminal.until(/expected/, 50), /never showed \/expected\/ within 50 ms:\nsomething else/);
  });
});
