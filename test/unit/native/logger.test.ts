import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import fc from "fast-check";
import { writeFields } from "../../../src/container/logs/drivers/fields-file.ts";
import type { LogStream } from "../../../src/container/logs/log-line.ts";
import { readLogs } from "../../../src/container/logs/read.ts";
import { openReader } from "../../../src/platform/node/fifo.ts";
import { logDirectory, loggers, RunningLogger, recorded } from "./running-logger.ts";

const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{9}Z$/;

/** The records in a file, as any JSON reader sees them. */
function records(file: string): { log: string; stream: string; time: string }[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

function texts(file: string): string[] {
  return records(file).map(({ log }) => log);
}

async function fileHolds(file: string, condition: () => boolean): Promise<void> {
  const watcher = watch(file);
  try {
    for await (const _ of changes(watcher, condition)) if (condition()) return;
  } finally {
    watcher.close();
  }
}

async function* changes(watcher: ReturnType<typeof watch>, condition: () => boolean): AsyncGenerator<void> {
  if (condition()) yield;
  for (;;) yield await new Promise<void>((resolve) => watcher.once("change", () => resolve()));
}

/** Both FIFOs of who is attached, with a reader. */
function attach({ path }: { path: string }): [Readable, Readable] {
  const names = ["stdout", "stderr"].map((stream) => join(path, "attach", stream));
  mkdirSync(join(path, "attach"));
  execFileSync("mkfifo", names);
  return [openReader(names[0]!), openReader(names[1]!)];
}

for (const [name, command] of Object.entries(loggers)) {
  describe(`the ${name} logger`, () => {
    test("writes Docker's json-file lines", async () => {
      await using directory = await logDirectory();
      const before = new Date(Date.now() - 1).toISOString();
      await using logger = new RunningLogger(command, "json-file", directory.file);
      await logger.ready;
      await logger.write("stdout", 'a "quoted" \\ word\ttab\r\n\n');
      await fileHolds(directory.file, () => texts(directory.file).length === 2);
      await logger.write("stderr", "\u0000\u0001\u001f\u007f caf\u00e9 \u{1f433}\n");
      assert.equal(await logger.end(), 0);
      const written = records(directory.file);
      assert.deepEqual(
        written.map(({ log, stream }) => [stream, log]),
        [
          ["stdout", 'a "quoted" \\ word\ttab\r\n'],
          ["stdout", "\n"],
          ["stderr", "\u0000\u0001\u001f\u007f caf\u00e9 \u{1f433}\n"],
        ],
      );
      for (const record of written) {
        assert.match(record.time, time);
        assert.ok(record.time >= before && record.time <= new Date(Date.now() + 1).toISOString(), record.time);
      }
      assert.equal(statSync(directory.file).mode & 0o777, 0o600);
    });

    test("shows a prompt at once, and its line's end as a record of its own", async () => {
      await using directory = await logDirectory();
      await using logger = new RunningLogger(command, "json-file", directory.file);
      await logger.ready;
      await logger.write("stdout", "password: ");
      await fileHolds(directory.file, () => texts(directory.file).length === 1);
      await logger.write("stdout", "ok\n");
      await logger.end();
      assert.deepEqual(texts(directory.file), ["password: ", "ok\n"]);
    });

    test("keeps a character whole that two writes cut in half", async () => {
      await using directory = await logDirectory();
      await using logger = new RunningLogger(command, "json-file", directory.file);
      const whale = Buffer.from("> \u{1f433}");
      await logger.ready;
      await logger.write("stdout", whale.subarray(0, 4));
      await fileHolds(directory.file, () => texts(directory.file).length === 1);
      await logger.write("stdout", whale.subarray(4));
      await logger.end();
      assert.deepEqual(texts(directory.file), ["> ", "\u{1f433}"]);
    });

    test("gives any bytes back, however they were written", async () => {
      const piece = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: "binary", maxLength: 200 }).map((text) => new Uint8Array(Buffer.from(text))),
        fc
          .constantFrom('"', "\\", "\n", "\\n", '","stream":"stderr","time":"', "\u0000")
          .map((text) => Buffer.from(text)),
        fc.integer({ min: 1, max: 40_000 }).map((length) => new Uint8Array(length).fill(0xe2)),
      );
      const write = fc.tuple(fc.constantFrom<LogStream>("stdout", "stderr"), piece, fc.boolean());
      await fc.assert(
        fc.asyncProperty(fc.array(write, { maxLength: 30 }), async (writes) => {
          await using directory = await logDirectory();
          await using logger = new RunningLogger(command, "json-file", directory.file);
          for (const [stream, bytes, apart] of writes) {
            const written = logger.write(stream, bytes);
            if (apart) await written;
          }
          await logger.end();
          const sent = (wanted: LogStream) => Buffer.concat(writes.filter(([to]) => to === wanted).map((w) => w[1]));
          const kept = await recorded(directory.file);
          assert.ok(kept.stdout.equals(sent("stdout")), "stdout differs");
          assert.ok(kept.stderr.equals(sent("stderr")), "stderr differs");
        }),
        { numRuns: name === "x64" ? 100 : 25 },
      );
    });

    test("stays small over a line of 40 MB, and gives it back", async () => {
      await using directory = await logDirectory();
      await using logger = new RunningLogger(command, "json-file", directory.file);
      const line = Buffer.alloc(40_000_000, 'long "line" \u00e9 ');
      line[line.length - 1] = 0x0a;
      await logger.write("stdout", line);
      const status = readFileSync(`/proc/${logger.process.pid}/status`, "utf8");
      const residentKiB = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
      await logger.end();
      assert.ok((await recorded(directory.file)).stdout.equals(line));
      if (command.length === 1) assert.ok(residentKiB < 400, `${residentKiB} KiB`);
      let lines = 0;
      for await (const { bytes } of readLogs({ file: directory.file })) {
        assert.equal(bytes.length, line.length);
        lines++;
      }
      assert.equal(lines, 1);
    });

    test("writes an empty file for a container that says nothing", async () => {
      await using directory = await logDirectory();
      await using logger = new RunningLogger(command, "json-file", directory.file);
      assert.equal(await logger.end(), 0);
      assert.equal(readFileSync(directory.file, "utf8"), "");
    });

    test("goes on after SIGTERM until both streams have ended", async () => {
      await using directory = await logDirectory();
      await using logger = new RunningLogger(command, "json-file", directory.file);
      await logger.ready;
      logger.process.kill("SIGTERM");
      logger.stdout.end("out");
      await fileHolds(directory.file, () => texts(directory.file).length === 1);
      logger.process.kill("SIGTERM");
      await logger.write("stderr", "last words");
      assert.equal(await logger.end(), 0);
      assert.deepEqual(texts(directory.file), ["out", "last words"]);
    });

    test("shows who is attached each byte as it comes, and ends with the stream", async () => {
      await using directory = await logDirectory();
      const [stdout, stderr] = attach(directory);
      await using logger = new RunningLogger(command, "json-file", directory.file);
      const bytes = Buffer.alloc(1_000_000, "binary \xff\x00\n and a long line ");
      await logger.write("stderr", "prompt> ");
      const [prompt] = await once(stderr, "data");
      assert.equal(String(prompt), "prompt> ");
      void logger.write("stdout", bytes);
      logger.stdout.end();
      assert.ok((await buffer(stdout)).equals(bytes)); // Though stderr, and so the logger, goes on.
      await logger.end();
      assert.ok((await recorded(directory.file)).stdout.equals(bytes));
    });

    test("writes a log for who has asked for one, whatever the driver, and empties it when nobody does", async () => {
      if (name === "perl") return;
      await using directory = await logDirectory();
      const fifo = join(directory.path, "attach-live");
      execFileSync("mkfifo", [fifo]);
      writeFileSync(directory.file, "");
      await using logger = new RunningLogger(command, "none", directory.file);
      await logger.write("stdout", "before\n");
      for (const words of [["one", "two"], ["three"]]) {
        const reader = openSync(fifo, "r+");
        for (const word of words) await logger.write("stdout", `${word}\n`);
        await fileHolds(directory.file, () => texts(directory.file).at(-1) === `${words.at(-1)}\n`);
        closeSync(reader);
        await logger.write("stdout", "between\n");
        await fileHolds(directory.file, () => readFileSync(directory.file, "utf8") === "");
      }
      assert.equal(await logger.end(), 0);
    });

    test("waits for who is attached and slow, and goes on without who has gone", async () => {
      await using directory = await logDirectory();
      const [stdout] = attach(directory);
      await using logger = new RunningLogger(command, "json-file", directory.file);
      const lines = "a line\n".repeat(200_000);
      const written = logger.write("stdout", lines);
      await once(stdout, "readable");
      stdout.destroy(); // As with SIGKILL: with all that is on its way.
      await written;
      assert.equal(await logger.end(), 0);
      assert.equal((await recorded(directory.file)).stdout.toString(), lines);
    });

    test("does not wait for who is attached to nothing", async () => {
      await using directory = await logDirectory();
      for (const stream of attach(directory)) stream.destroy();
      await using logger = new RunningLogger(command, "json-file", directory.file);
      await logger.write("stdout", "line\n".repeat(100_000));
      assert.equal(await logger.end(), 0);
    });

    test("adds to each record what was written down for it", async () => {
      await using directory = await logDirectory();
      writeFields(directory.file, [Buffer.from('"attrs":{"team":"blue"},')]);
      await using logger = new RunningLogger(command, "json-file", directory.file);
      await logger.write("stdout", "one\n");
      await logger.end();
      const [record] = readFileSync(directory.file, "utf8").split("\n");
      assert.match(record!, /^{"log":"one\\n","stream":"stdout","attrs":{"team":"blue"},"time":"[^"]+"}$/);
      assert.equal((await recorded(directory.file)).stdout.toString(), "one\n");
    });

    test("drops what finds no room, leaves no half record, and goes on once there is room", async () => {
      await using directory = await logDirectory();
      // The size limit stands for a full disk: writes become short and then fail.
      const limited = ["/bin/sh", "-c", 'ulimit -S -f 8; exec "$@"', "sh", ...command];
      await using logger = new RunningLogger(limited, "json-file", directory.file);
      await logger.ready;
      for (let index = 0; index < 20; index++) await logger.write("stdout", `${"x".repeat(999)}\n`);
      await fileHolds(directory.file, () => texts(directory.file).length === 3);
      execFileSync("prlimit", ["--pid", String(logger.process.pid), "--fsize=unlimited"]);
      await logger.write("stderr", "there is room again\n");
      assert.equal(await logger.end(), 0);
      assert.ok(texts(directory.file).length >= 4);
      assert.equal(texts(directory.file).at(-1), "there is room again\n");
    });

    test("does not continue half a record that a crash left", async () => {
      await using directory = await logDirectory();
      writeFileSync(directory.file, '{"log":"half a rec');
      await using logger = new RunningLogger(command, "json-file", directory.file);
      await logger.write("stdout", "whole\n");
      await logger.end();
      assert.equal((await recorded(directory.file)).stdout.toString(), "whole\n");
    });

    test("keeps a container alive whose log cannot be written, or is not wanted", async () => {
      await using directory = await logDirectory();
      for (const options of ["json-file", "none", "of-the-future,a=b"]) {
        await using logger = new RunningLogger(command, options, `${directory.path}/missing/json.log`);
        await logger.ready;
        await logger.write("stdout", "line\n".repeat(100_000));
        assert.equal(await logger.end(), 0);
      }
      assert.deepEqual(readdirSync(directory.path), []);
    });
  });
}
