import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { $ } from "zx";
import { commandFailure } from "../../../src/ui/command-failure.ts";
import { exitCodeOf, failureText } from "../../../src/ui/failure.ts";

const shell = $({ quiet: true });

async function failureOf(command: Promise<unknown>): Promise<Error> {
  return await command.then(
    () => assert.fail("it did not fail"),
    (error: Error) => error,
  );
}

describe("the failure of a command of the host", () => {
  it("is its status and what it wrote to stderr, without zx's own lines", async () => {
    const error = await failureOf(shell`echo out; echo first >&2; echo second >&2; exit 3`);
    const text = failureText(error, { cwd: "/", hasPlaces: true });
    assert.equal(text, "error: a command exited with status 3\n  first\n  second");
  });

  it("is what it wrote to stdout where stderr is empty, and of much the end", async () => {
    const error = await failureOf(shell`seq 1 100; exit 1`);
    const output = Array.from({ length: 20 }, (_, i) => String(81 + i)).join("\n");
    assert.deepEqual(commandFailure(error), { message: "a command exited with status 1", output, exitCode: 1 });
  });

  it("names the signal that ended it", async () => {
    const error = await failureOf(shell`kill -KILL $$`);
    assert.equal(commandFailure(error)?.message, "a command was ended by SIGKILL");
  });

  it("ends the program with the command's status, or as a shell tells the signal", async () => {
    assert.equal(exitCodeOf(await failureOf(shell`exit 5`)), 5);
    assert.equal(exitCodeOf(await failureOf(shell`kill -TERM $$`)), 143);
  });

  it("is not made of any other error", () => {
    assert.equal(commandFailure(Object.assign(new Error("no"), { exitCode: 1, stdout: "", stderr: "" })), undefined);
  });
});
