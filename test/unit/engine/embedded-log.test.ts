import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { lastLogLines, rotateLog } from "../../../src/engine/embedded/engine-log.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("the engine's log", () => {
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
});
