import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the nerdsh that tests call", () => {
  test("is the source, or what NERDSH_TEST_BIN names, on what NERDSH_TEST_NODE names", () => {
    assert.match(nerdshCommand({}).join(" "), /--import .*tsx.* -- .*\/src\/main\.ts$/);
    assert.deepEqual(nerdshCommand({ NERDSH_TEST_BIN: "/x/dist/main.cjs" }), [
      process.execPath,
      "--",
      "/x/dist/main.cjs",
    ]);
    const on24 = { NERDSH_TEST_BIN: "/x/dist/main.cjs", NERDSH_TEST_NODE: "/x/node24" };
    assert.deepEqual(nerdshCommand(on24), ["/x/node24", "--", "/x/dist/main.cjs"]);
    assert.deepEqual(nerdshCommand({ ...on24, NERDSH_TEST_BIN: "/x/nerdsh" }), ["/x/nerdsh"]);
  });

  test("gets the caller's environment with changes, and does not take itself for a test", () => {
    const { PATH, NODE_TEST_CONTEXT, A } = nerdshEnvironment({ A: "1" });
    assert.deepEqual(
      { PATH, NODE_TEST_CONTEXT, A },
      { PATH: process.env["PATH"], NODE_TEST_CONTEXT: undefined, A: "1" },
    );
    assert.equal("PATH" in nerdshEnvironment({ PATH: undefined }), false);
  });
});

describe("a program", () => {
  test("gives its exit status and both streams, and reads its input", async () => {
    const result = await runProgram("sh", ["-c", "cat; echo no >&2; exit 7"], { input: "yes\n" });
    assert.deepEqual(result, { exitCode: 7, stdout: "yes\n", stderr: "no\n" });
  });

  test("that a signal ended has 128 and the signal's number", async () => {
    assert.equal((await runProgram("sh", ["-c", "kill -TERM $$"])).exitCode, 143);
  });

  test("that takes too long is killed, and the failure has what it printed", async () => {
    await using directory = await temporaryDirectory();
    const script = join(directory.path, "hang.sh");
    await writeFile(script, "echo begun; exec sleep 1000000");
    await assert.rejects(
      runProgram("sh", [script], { timeoutMs: 2_000 }),
      /^Error: timed out: sh .*hang\.sh\nbegun\n$/,
    );
  });

  test("that is missing is named with the package that brings it", async () => {
    const failure = { message: "no-such-program is missing: apt-get install its-package" };
    await assert.rejects(runProgram("no-such-program", [], { from: "its-package" }), failure);
  });
});
