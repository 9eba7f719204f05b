import assert from "node:assert/strict";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import { OutputSink } from "../../../../src/api/container-shell/output-sink.ts";

describe("the output of a command", () => {
  test("is kept, each attempt anew", () => {
    const sink = new OutputSink();
    sink.writable(() => {}).write("first");
    sink.writable(() => {}).write("second");
    assert.equal(Buffer.from(sink.bytes()).toString(), "second");
  });

  test("is a stream for whoever asks, from its beginning on", async () => {
    const sink = new OutputSink();
    const target = sink.writable(() => {});
    target.write("before, ");
    const read = buffer(sink.stream);
    target.write("after");
    sink.end();
    assert.equal((await read).toString(), "before, after");
    assert.equal(sink.bytes().length, 0);
    const late = new OutputSink();
    late.writable(() => {}).write("all");
    late.end();
    assert.equal((await buffer(late.stream)).toString(), "all");
  });

  test("waits for a slow reader, and no more for one that has gone", async () => {
    const sink = new OutputSink();
    const { stream } = sink;
    const target = sink.writable(() => {});
    const chunk = Buffer.alloc(100_000);
    assert.equal(target.write(chunk), false);
    assert.equal(target.writableNeedDrain, true);
    stream.once("readable", () => stream.read());
    await once(target, "drain");
    target.write(chunk);
    sink.close();
    await once(target, "drain");
  });
});
