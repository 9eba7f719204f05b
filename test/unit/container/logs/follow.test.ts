import assert from "node:assert/strict";
import { appendFile, truncate } from "node:fs/promises";
import { describe, test } from "node:test";
import { copyLogs } from "../../../../src/container/logs/copy.ts";
import { loggerDone } from "../../../../src/container/logs/logger-lock.ts";
import { readLogs } from "../../../../src/container/logs/read.ts";
import { logDirectory, ownLogger, RunningLogger } from "../../native/running-logger.ts";
import { numberedLines, writeLog } from "./written-log.ts";

/** Promise.withResolvers, which Node 20 has not. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function nextText(lines: AsyncIterator<{ text: string }>): Promise<string | undefined> {
  const { done, value } = await lines.next();
  return done ? undefined : value.text;
}

describe("following", () => {
  test("shows what comes, and ends once the container has and its logger is through", async () => {
    await using log = await logDirectory();
    await using logger = new RunningLogger(ownLogger, "json-file", log.file);
    const ended = withResolvers();
    await logger.ready;
    const lines = readLogs({ file: log.file, follow: true, ended: ended.promise });
    await logger.write("stdout", "first\n");
    assert.equal(await nextText(lines), "first");
    const waiting = nextText(lines);
    await logger.write("stderr", "second\n");
    assert.equal(await waiting, "second");
    // The exit is known before the logger has seen the end of the pipes.
    ended.resolve();
    const third = nextText(lines);
    logger.stdout.write("third\n");
    logger.stdout.write("without newline");
    await logger.end();
    assert.deepEqual(
      [await third, await nextText(lines), await nextText(lines)],
      ["third", "without newline", undefined],
    );
  });

  test("begins after tail's lines, before there is a log, and within a rotated one", async () => {
    await using log = await logDirectory();
    const ended = withResolvers();
    const all = readLogs({ file: log.file, follow: true, ended: ended.promise });
    const first = nextText(all);
    await writeLog(`${log.file}.1`, numberedLines(4));
    await writeLog(log.file, [["stdout", "newest\n"]]);
    assert.equal(await first, "line 0");
    const tail = readLogs({ file: log.file, follow: true, ended: ended.promise, tail: 2 });
    assert.deepEqual([await nextText(tail), await nextText(tail)], ["line 3", "newest"]);
    ended.resolve();
    assert.equal(await nextText(tail), undefined);
    await all.return();
  });

  test("loses no line while a fast writer's log rotates", async () => {
    await using log = await logDirectory();
    await using logger = new RunningLogger(ownLogger, "json-file,max-size=60000,max-file=500", log.file);
    const ended = withResolvers();
    await logger.ready;
    const sent = Array.from({ length: 100_000 }, (_, index) => `${index} ${"x".repeat(index % 60)}\n`);
    const received: Buffer[] = [];
    const following = copyLogs({ file: log.file, follow: true, ended: ended.promise }, (_, bytes) => {
      received.push(Buffer.from(bytes));
    });
    for (let index = 0; index < sent.length; index += 1000) {
      await logger.write("stdout", sent.slice(index, index + 1000).join(""));
    }
    await logger.end();
    ended.resolve();
    await following;
    assert.ok(Buffer.concat(received).toString() === sent.join(""), `${received.length} pieces differ`);
  });

  test("starts over where the log is emptied", async () => {
    await using log = await logDirectory();
    const ended = withResolvers();
    await writeLog(log.file, numberedLines(3));
    const lines = readLogs({ file: log.file, follow: true, ended: ended.promise });
    for (let index = 0; index < 3; index++) await nextText(lines);
    const next = nextText(lines);
    await truncate(log.file);
    await appendFile(log.file, '{"log":"anew\\n","stream":"stdout","time":"2026-08-01T13:00:00Z"}\n');
    assert.equal(await next, "anew");
    ended.resolve();
    assert.equal(await nextText(lines), undefined);
  });

  test("stops with the signal's reason, and at the moment that until names", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, numberedLines(1));
    const controller = new AbortController();
    const lines = readLogs({ file: log.file, follow: true, signal: controller.signal });
    assert.equal(await nextText(lines), "line 0");
    const waiting = nextText(lines);
    controller.abort(new Error("enough"));
    await assert.rejects(waiting, /enough/);
    const until = new Date(Date.now() + 20);
    await copyLogs({ file: log.file, follow: true, until }, () => {});
    assert.ok(Date.now() >= until.getTime());
  });

  test("rejects as the wait for the container did", async () => {
    await using log = await logDirectory();
    const ended = Promise.reject(new Error("engine gone"));
    await assert.rejects(
      copyLogs({ file: log.file, follow: true, ended }, () => {}),
      /engine gone/,
    );
  });
});

describe("copyLogs", () => {
  test("hands a prompt on at once, in the order of writing", async () => {
    await using log = await logDirectory();
    await using logger = new RunningLogger(ownLogger, "json-file", log.file);
    const ended = withResolvers();
    await logger.ready;
    const pieces: string[] = [];
    const prompt = withResolvers();
    const following = copyLogs({ file: log.file, follow: true, ended: ended.promise }, (stream, bytes) => {
      pieces.push(`${stream}: ${Buffer.from(bytes)}`);
      prompt.resolve();
    });
    await logger.write("stdout", "name? ");
    await prompt.promise;
    assert.deepEqual(pieces, ["stdout: name? "]);
    await logger.write("stderr", "nobody there\n");
    await logger.end();
    ended.resolve();
    await following;
    assert.deepEqual(pieces, ["stdout: name? ", "stderr: nobody there\n"]);
  });

  test("puts a time before each line, though it was recorded in parts", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, [
      ["stdout", "a", "2026-08-01T12:00:00.1Z"],
      ["stdout", "b\n", "2026-08-01T12:00:00.2Z"],
      ["stdout", "c\n", "2026-08-01T12:00:00.123456789Z"],
    ]);
    const pieces: Uint8Array[] = [];
    await copyLogs({ file: log.file, timestamps: true }, (_, bytes) => void pieces.push(bytes));
    assert.equal(
      Buffer.concat(pieces).toString(),
      "2026-08-01T12:00:00.100000000Z ab\n2026-08-01T12:00:00.123456789Z c\n",
    );
  });

  test("waits for a writer before it goes on, and leaves what it gave alone", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, numberedLines(100_000));
    const pieces: Uint8Array[] = [];
    let busy = 0;
    await copyLogs({ file: log.file }, async (_, bytes) => {
      assert.equal(++busy, 1);
      await new Promise(setImmediate);
      pieces.push(bytes);
      busy--;
    });
    const expected = numberedLines(100_000).map(([, text]) => text);
    assert.ok(pieces.length > 1);
    assert.equal(Buffer.concat(pieces).toString(), expected.join(""));
  });
});

describe("loggerDone", () => {
  test("resolves at once where there is no logger", async () => {
    await using log = await logDirectory();
    await loggerDone(log.file);
  });

  test("resolves when everything that was written before is in the log, while the logger lives on", async () => {
    await using log = await logDirectory();
    await using logger = new RunningLogger(ownLogger, "json-file", log.file);
    await logger.ready;
    for (let size = 1; size <= 1_000_000; size *= 10) {
      await logger.write("stdout", `${"x".repeat(size)}\n`);
      await loggerDone(log.file);
      const lines: string[] = [];
      for await (const { text } of readLogs({ file: log.file })) lines.push(text);
      assert.equal(lines.at(-1)?.length, size);
    }
  });
});
