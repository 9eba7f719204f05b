import assert from "node:assert/strict";
import { appendFile, rename, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { type LogOptions, readLogs } from "../../../../src/container/logs/read.ts";
import { logDirectory } from "../../native/running-logger.ts";
import { minute, numberedLines, type WrittenRecord, writeLog } from "./written-log.ts";

async function texts(options: LogOptions): Promise<string[]> {
  const lines: string[] = [];
  for await (const { text } of readLogs(options)) lines.push(text);
  return lines;
}

async function bytesOf(file: string): Promise<Buffer> {
  const lines: Uint8Array[] = [];
  for await (const { bytes } of readLogs({ file })) lines.push(bytes);
  return Buffer.concat(lines);
}

describe("readLogs", () => {
  test("gives lines with their time and stream", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, [
      ["stdout", "ready\n", "2026-08-01T12:00:00.123456789Z"],
      ["stderr", "no newline", "2026-08-01T12:00:00.5Z"],
    ]);
    const lines = [];
    for await (const line of readLogs({ file: log.file })) lines.push(line);
    assert.deepEqual(JSON.parse(JSON.stringify(lines)), [
      { time: "2026-08-01T12:00:00.123456789Z", stream: "stdout", text: "ready" },
      { time: "2026-08-01T12:00:00.500000000Z", stream: "stderr", text: "no newline" },
    ]);
    assert.deepEqual(
      lines.map(({ bytes }) => Buffer.from(bytes).toString()),
      ["ready\n", "no newline"],
    );
  });

  test("joins the parts of a line, stream by stream", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, [
      ["stdout", "pass", minute(1)],
      ["stderr", "warn", minute(2)],
      ["stdout", "word: ", minute(3)],
      ["stderr", "ing\n", minute(4)],
      ["stdout", "ok\n", minute(5)],
    ]);
    const lines = [];
    for await (const { time, text } of readLogs({ file: log.file })) lines.push([time, text]);
    assert.deepEqual(lines, [
      [minute(2), "warning"],
      [minute(1), "password: ok"],
    ]);
  });

  test("understands what other writers escape", async () => {
    await using log = await logDirectory();
    const line = `{"log":"\\u003ca\\u0026b\\u003e \\/ \\b\\f\\r\\t \\ud83d\\udc33 \\u00e9 \\ud83d\\n","stream":"stdout","time":"${minute(0)}"}\n`;
    await writeFile(log.file, line);
    assert.equal((await bytesOf(log.file)).toString(), "<a&b> / \b\f\r\t \u{1f433} \u00e9 \ufffd\n");
  });

  test("is not misled by text that looks like a record's end", async () => {
    await using log = await logDirectory();
    const tricky = [`","stream":"stderr","time":"${minute(1)}"}\n`, "\\n\n", '\\","stream":"std', '\\\\"\n', '"}\n'];
    await writeLog(
      log.file,
      tricky.map((text): WrittenRecord => ["stdout", text]),
    );
    assert.equal((await bytesOf(log.file)).toString(), tricky.join(""));
  });

  test("reads records with attributes, with fields left out, and passes over what is no record", async () => {
    await using log = await logDirectory();
    const lines = [
      `{"log":"tagged\\n","stream":"stderr","attrs":{"tag":"web"},"time":"${minute(0)}"}`,
      `{"log":"no stream\\n","time":"${minute(1)}"}`,
      `{"stream":"stdout","time":"${minute(2)}"}`,
      '{"log":"half a rec',
      "\0\0\0\0",
      "",
      `{"log":"zone\\n","stream":"stdout","time":"2026-08-01T14:03:00+02:00"}`,
    ];
    await writeFile(log.file, `${lines.join("\n")}\n{"log":"not yet whol`);
    const read = [];
    for await (const { time, stream, text } of readLogs({ file: log.file })) read.push([time, stream, text]);
    assert.deepEqual(read, [
      [minute(0), "stderr", "tagged"],
      [minute(1), "stdout", "no stream"],
      [minute(3), "stdout", "zone"],
    ]);
  });

  test("begins with the oldest of rotated files", async () => {
    await using log = await logDirectory();
    const lines = numberedLines(9);
    await writeLog(`${log.file}.2`, lines.slice(0, 3));
    await writeLog(`${log.file}.1`, lines.slice(3, 6));
    await writeLog(log.file, lines.slice(6));
    assert.equal((await bytesOf(log.file)).toString(), lines.map(([, text]) => text).join(""));
  });

  test("gives nothing where there is no log, or an empty one", async () => {
    await using log = await logDirectory();
    assert.deepEqual(await texts({ file: log.file }), []);
    await writeFile(log.file, "");
    for (const tail of [undefined, 0, 5]) {
      assert.deepEqual(await texts({ file: log.file, ...(tail !== undefined && { tail }) }), []);
    }
  });

  test("keeps to one stream", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, [
      ["stdout", "out\n"],
      ["stderr", "err\n"],
    ]);
    assert.deepEqual(await texts({ file: log.file, streams: ["stderr"] }), ["err"]);
  });
});

describe("tail", () => {
  test("gives the last lines, across rotated files", async () => {
    await using log = await logDirectory();
    const lines = numberedLines(6);
    await writeLog(`${log.file}.1`, lines.slice(0, 4));
    await writeLog(log.file, lines.slice(4));
    const all = lines.map(([, text]) => text.trimEnd());
    for (const tail of [0, 1, 2, 3, 6, 7]) {
      assert.deepEqual(await texts({ file: log.file, tail }), tail === 0 ? [] : all.slice(-tail), `tail ${tail}`);
    }
  });

  test("counts lines rather than records, and one without its end as one", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, [
      ["stdout", "one\n"],
      ["stdout", "tw"],
      ["stdout", "o\n"],
      ["stdout", "> "],
    ]);
    assert.deepEqual(await texts({ file: log.file, tail: 1 }), ["> "]);
    assert.deepEqual(await texts({ file: log.file, tail: 2 }), ["two", "> "]);
  });

  test("finds lines far longer than what it reads at once", async () => {
    await using log = await logDirectory();
    const part = "x".repeat(16 * 1024);
    const records: WrittenRecord[] = [["stdout", "first\n"]];
    for (let index = 0; index < 100; index++) records.push(["stdout", part]);
    records.push(["stdout", "end\n"], ["stderr", `${part.repeat(20)}\n`]);
    await writeLog(log.file, records);
    const lengths = (await texts({ file: log.file, tail: 2 })).map((text) => text.length);
    assert.deepEqual(lengths, [100 * part.length + 3, 20 * part.length]);
  });

  test("passes over a record that is being written", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, numberedLines(3));
    await appendFile(log.file, '{"log":"not yet whol');
    assert.deepEqual(await texts({ file: log.file, tail: 2 }), ["line 1", "line 2"]);
  });
});

describe("since and until", () => {
  test("take the moments themselves in", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, numberedLines(6));
    const read = await texts({ file: log.file, since: minute(2), until: minute(4) });
    assert.deepEqual(read, ["line 2", "line 3", "line 4"]);
  });

  test("find their way in a long log, wherever in it they are", async () => {
    await using log = await logDirectory();
    const lines = numberedLines(30_000);
    await writeLog(`${log.file}.1`, lines.slice(0, 12_000));
    await writeLog(log.file, lines.slice(12_000));
    for (const index of [0, 1, 7_000, 11_999, 12_000, 12_001, 20_000, 29_999]) {
      const since = new Date(Date.parse(minute(index).slice(0, 23).concat("Z")) - 1);
      const read = await texts({ file: log.file, since, until: minute(index + 1) });
      assert.deepEqual(read, [`line ${index}`, `line ${index + 1}`].slice(0, 30_000 - index));
    }
    assert.deepEqual(await texts({ file: log.file, since: minute(30_000) }), []);
  });

  test("apply to what tail leaves", async () => {
    await using log = await logDirectory();
    await writeLog(log.file, numberedLines(6));
    assert.deepEqual(await texts({ file: log.file, tail: 4, since: minute(1), until: minute(3) }), [
      "line 2",
      "line 3",
    ]);
    assert.deepEqual(await texts({ file: log.file, tail: 2, since: minute(1) }), ["line 4", "line 5"]);
  });
});

test("a log that is rotated between two looks is read from both files once", async () => {
  await using log = await logDirectory();
  await writeLog(log.file, numberedLines(50_000));
  const lines: string[] = [];
  for await (const { text } of readLogs({ file: log.file })) {
    if (lines.length === 0) {
      await rename(log.file, `${log.file}.1`);
      await writeLog(log.file, [["stdout", "after the rotation\n"]]);
    }
    lines.push(text);
  }
  assert.deepEqual([lines.length, new Set(lines).size], [50_000, 50_000]);
});
