import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { appendLine, lastLogLines, rotateLog } from "../../../src/store/bounded-log.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("a log of bounded size", () => {
  test("gives its last lines, from where this start began", async () => {
    await using directory = await temporaryDirectory();
    const log = join(directory.path, "containerd.log");
    assert.deepEqual([rotateLog(log), lastLogLines(log, 0)], [0, []]);
    writeFileSync(log, "an earlier start\n");
    const start = rotateLog(log);
    writeFileSync(log, "one\ntwo\nthree\n", { flag: "a" });
    assert.deepEqual(lastLogLines(log, start, 2), ["two", "three"]);
    assert.deepEqual(lastLogLines(log, start), ["one", "two", "three"]);
  });

  test("is put aside once it has a mebibyte, in place of the one put aside before", async () => {
    await using directory = await temporaryDirectory();
    const log = join(directory.path, "containerd.log");
    for (const bytes of [(1 << 20) + 1, (1 << 20) + 2]) {
      writeFileSync(log, Buffer.alloc(bytes, "x"));
      assert.equal(rotateLog(log), 0);
      assert.deepEqual([existsSync(log), statSync(`${log}.1`).size], [false, bytes]);
    }
  });

  test("can be read by its user alone, and takes a line after it was put aside", async () => {
    await using directory = await temporaryDirectory();
    const log = join(directory.path, "logs/own.log");
    appendLine(log, "x".repeat(1 << 20));
    appendLine(log, "last");
    assert.deepEqual(lastLogLines(log, 0), ["last"]);
    const modes = [dirname(log), log, `${log}.1`].map((path) => statSync(path).mode & 0o777);
    assert.deepEqual(modes, [0o700, 0o600, 0o600]);
  });
});
