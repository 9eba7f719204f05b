import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { constants, createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { mkfifo } from "../../../src/platform/mkfifo.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const program = fileURLToPath(new URL(`../../../native/bin/fifo-end-${process.arch}`, import.meta.url));
const skip = ["x64", "arm64"].includes(process.arch) ? false : "not compiled for this processor";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let count = 0;
before(async () => {
  directory = await temporaryDirectory();
});
after(() => directory[Symbol.asyncDispose]());

/** The program at a new FIFO. */
async function start(way: "read" | "write") {
  const path = join(directory.path, `fifo-${count++}`);
  await mkfifo([path]);
  const child: ChildProcessWithoutNullStreams = spawn(program, [way, path]);
  const exit = once(child, "exit");
  return { child, path, exit };
}

describe("the end of a FIFO that is read", { skip }, () => {
  test("waits for a writer, passes every byte on, and ends with the last writer", async () => {
    const { child, path, exit } = await start("read");
    const output = buffer(child.stdout);
    const bytes = randomBytes(3_000_000);
    const [one, other] = [await open(path, "w"), await open(path, "w")];
    await one.writeFile(bytes);
    await one.close();
    await other.writeFile("the end");
    await other.close();
    assert.deepEqual(await exit, [0, null]);
    assert.ok((await output).equals(Buffer.concat([bytes, Buffer.from("the end")])));
  });

  test("ends when who started it has gone, though nothing comes", async () => {
    const { child, path, exit } = await start("read");
    await using _silent = await open(path, "w");
    child.stdout.destroy();
    assert.deepEqual(await exit, [0, null]);
  });

  test("fails where there is no FIFO", async () => {
    const child = spawn(program, ["read", join(directory.path, "nothing")], { stdio: "ignore" });
    assert.deepEqual(await once(child, "exit"), [1, null]);
  });
});

describe("the end of a FIFO that is written", { skip }, () => {
  test("takes what fits before a reader comes, and passes on the rest behind it", async () => {
    const { child, path, exit } = await start("write");
    const bytes = randomBytes(3_000_000);
    child.stdin.end(bytes);
    const read = await buffer(createReadStream(path));
    assert.ok(read.equals(bytes));
    assert.deepEqual(await exit, [0, null]);
  });

  test("leaves the FIFO open where others write as well", async () => {
    const { child, path, exit } = await start("write");
    const read = text(createReadStream(path));
    const other = await open(path, "w");
    child.stdin.end("first ");
    await exit;
    await other.writeFile("second");
    await other.close();
    assert.equal(await read, "first second");
  });

  test("ends when who started it has gone, and no reader was there to take the rest", async () => {
    const { child, exit } = await start("write");
    child.stdin.on("error", () => {});
    child.stdin.write(Buffer.alloc(300_000));
    child.stdin.destroy();
    assert.deepEqual(await exit, [1, null]);
  });

  test("ends with the reader, once who started it has gone", async () => {
    const { child, path, exit } = await start("write");
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    child.stdin.end(Buffer.alloc(150_000)); // More than a FIFO holds.
    await once(child.stdin, "finish");
    await reader.close();
    assert.deepEqual(await exit, [1, null]);
  });
});
