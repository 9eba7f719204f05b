import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { enlistDeputy } from "../../../src/platform/deputy/ask.ts";
import { lockFile } from "../../../src/store/file-lock.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Another program that holds the lock, as nerdctl would, until it is killed. */
async function holder(path: string) {
  const child = spawn("flock", ["--exclusive", path, "sh", "-c", "echo held; exec sleep 60"], { detached: true });
  await once(child.stdout, "data");
  const release = async () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await once(child, "close");
  };
  return { release };
}

/** What takes it: as a program of the deputy's, or of this process's. */
const ways = ["a deputy", "flock(1)"];
let programs: Awaited<ReturnType<typeof temporaryDirectory>>;
before(async () => {
  programs = await temporaryDirectory();
});
after(() => programs[Symbol.asyncDispose]());
afterEach(() => enlistDeputy(undefined));

for (const way of ways)
  describe(`a file lock that ${way} takes`, () => {
    beforeEach(() => enlistDeputy(way === "a deputy" ? programs.path : undefined));

    test("admits one at a time", async () => {
      await using directory = await temporaryDirectory();
      const inside: string[] = [];
      const enter = async () => {
        await using lock = await lockFile(join(directory.path, "lock"));
        inside.push("in");
        await new Promise(setImmediate);
        inside.push("out");
        assert.ok(lock);
      };
      await Promise.all([enter(), enter(), enter()]);
      assert.deepEqual(inside, ["in", "out", "in", "out", "in", "out"]);
    });

    test("waits for another program's flock on a directory, which kill -9 releases", async () => {
      await using directory = await temporaryDirectory();
      const path = join(directory.path, "names");
      await mkdir(path);
      const other = await holder(path);
      let isHeld = false;
      const locked = lockFile(path).then((lock) => {
        isHeld = true;
        return lock;
      });
      const free = spawn("flock", ["--nonblock", path, "true"]);
      assert.deepEqual(await once(free, "exit"), [1, null]);
      assert.equal(isHeld, false);
      await other.release();
      await using lock = await locked;
      assert.ok(lock);
    });

    test("gives up where its signal is aborted", async () => {
      await using directory = await temporaryDirectory();
      const path = join(directory.path, "lock");
      await using first = await lockFile(path);
      const cancel = new AbortController();
      const second = lockFile(path, { signal: cancel.signal });
      cancel.abort(new Error("enough"));
      await assert.rejects(second, /enough/);
      assert.ok(first);
    });

    test("lets the next one in after one that gave up waiting", async () => {
      await using directory = await temporaryDirectory();
      const path = join(directory.path, "lock");
      const first = await lockFile(path);
      const cancel = new AbortController();
      const second = lockFile(path, { signal: cancel.signal });
      const third = lockFile(path);
      cancel.abort(new Error("enough"));
      await assert.rejects(second, /enough/);
      await first[Symbol.asyncDispose]();
      await (await third)[Symbol.asyncDispose]();
    });

    test("is held as long as this process has the file open, and not as long as who took it", async () => {
      await using directory = await temporaryDirectory();
      const path = join(directory.path, "lock");
      const tryIt = async () => (await once(spawn("flock", ["--nonblock", path, "true"]), "exit"))[0] as number;
      const lock = await lockFile(path);
      assert.equal(await tryIt(), 1);
      await lock[Symbol.asyncDispose]();
      assert.equal(await tryIt(), 0);
    });
  });
