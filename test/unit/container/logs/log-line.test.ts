import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { LogLine } from "../../../../src/container/logs/log-line.ts";

const line = new LogLine("2026-01-02T03:04:05.000000006Z", "stderr", Buffer.from("ready\r\n"));

describe("a line of a log", () => {
  test("is its text where it is printed, written as JSON or looked at", () => {
    const plain = { time: "2026-01-02T03:04:05.000000006Z", stream: "stderr", text: "ready" };
    assert.equal(String(line), "ready");
    assert.deepEqual(JSON.parse(JSON.stringify(line)), plain);
    assert.equal(inspect(line), `LogLine ${inspect(plain)}`);
  });

  test("keeps the bytes as they were written", () => {
    assert.equal(Buffer.from(line.bytes).toString(), "ready\r\n");
  });
});
