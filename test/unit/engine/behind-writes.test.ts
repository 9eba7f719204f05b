import assert from "node:assert/strict";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { BehindWrites } from "../../../src/engine/behind-writes.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** What the tests make has one of the many forms of `write`, the one that is used. */
type SyncedFile = ConstructorParameters<typeof BehindWrites>[0];

describe("writes behind what comes", () => {
  test("leave the file as its chunks were", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "file");
    const chunks = [70_000, 1, 65_536, 3].map((length, index) => Buffer.alloc(length, `chunk ${index}`));
    const file = await open(path, "w");
    const writes = new BehindWrites(file);
    let at = 0;
    for (const chunk of chunks) {
      await writes.write(chunk, at);
      at += chunk.length;
    }
    await writes.settled();
    await file.close();
    assert.ok((await readFile(path)).equals(Buffer.concat(chunks)));
  });

  test("end with the first failure, after which nothing is written", async () => {
    const full = new Error("no space left");
    const written: number[] = [];
    const file = {
      async write(_bytes: Uint8Array, _offset: number, length: number, at: number) {
        if (at === 3) throw full;
        written.push(at);
        return { bytesWritten: length };
      },
      async datasync() {},
    };
    const writes = new BehindWrites(file as unknown as SyncedFile);
    await assert.rejects(async () => {
      for (let at = 0; at < 9; at += 3) await writes.write(Buffer.from("abc"), at);
    }, full);
    await assert.rejects(writes.settled(), full);
    assert.deepEqual(written, [0]);
  });

  test("are sent to the disk while more come, and fail with it", async () => {
    const broken = new Error("the disk is broken");
    const file = {
      write: async (_bytes: Uint8Array, _offset: number, length: number) => ({ bytesWritten: length }),
      async datasync() {
        throw broken;
      },
    };
    const writes = new BehindWrites(file as unknown as SyncedFile);
    await writes.write(new Uint8Array(64 << 20), 0);
    await assert.rejects(writes.settled(), broken);
  });
});
