import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { LogLine } from "../../../src/container/logs/log-line.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import type { World } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";

let world: World;
let nerdsh: TestApi;
before(async () => {
  world = await testWorld();
  nerdsh = await openApi(world);
});
after(() => nerdsh[Symbol.dispose]());

async function read(lines: AsyncIterable<LogLine>): Promise<string[]> {
  const read: string[] = [];
  for await (const { stream, text } of lines) read.push(`${stream} ${text}`);
  return read;
}

describe("a container's log", () => {
  test("is read line by line, each with its stream and time", async () => {
    await using box = await nerdsh.run("busybox", ["sh", "-c", "echo one; sleep 0.1; echo two >&2"], { name: "wrote" });
    const startedMs = Date.now();
    assert.deepEqual(await read(box.logs({ follow: true })), ["stdout one", "stderr two"]);
    assert.deepEqual(await read(box.logs()), ["stdout one", "stderr two"]);
    assert.deepEqual(await read(box.logs({ tail: 1 })), ["stderr two"]);
    assert.deepEqual(await read(nerdsh.logs("wrote", { tail: 1 })), ["stderr two"]);
    assert.equal(await box.logs().text(), "one\ntwo");
    assert.deepEqual(await nerdsh.logs("wrote", { follow: true }).lines(), ["one", "two"]);
    assert.deepEqual(await read(box.logs({ until: new Date(startedMs - 3_600_000) })), []);
    for await (const line of box.logs()) {
      assert.ok(Math.abs(Date.parse(line.time) - startedMs) < 60_000, line.time);
      assert.equal(`${line}`, line.text);
    }
  });

  test("is followed as it is written, and can be left at any line", async () => {
    const script = "i=0; while :; do echo $i; i=$((i+1)); sleep 0.05; done";
    await using box = await nerdsh.run("busybox", ["sh", "-c", script]);
    const seen: string[] = [];
    for await (const { text } of box.logs({ follow: true })) {
      seen.push(text);
      if (seen.length === 5) break;
    }
    assert.deepEqual(seen, ["0", "1", "2", "3", "4"]);
  });

  test("is followed until a signal says otherwise", async () => {
    await using box = await nerdsh.run("busybox", ["sh", "-c", "echo one; sleep 1000000"]);
    const controller = new AbortController();
    const reason = new Error("enough");
    await assert.rejects(async () => {
      for await (const _ of box.logs({ follow: true, signal: controller.signal })) controller.abort(reason);
    }, reason);
  });

  test("ends with a container that is removed meanwhile", async () => {
    const box = await nerdsh.run("busybox", ["sh", "-c", "echo one; sleep 1000000"]);
    const seen: string[] = [];
    for await (const { text } of box.logs({ follow: true })) {
      seen.push(text);
      await box.remove();
    }
    assert.deepEqual(seen, ["one"]);
  });

  test("stands in for the streams where the output is asked for late", async () => {
    const operation = nerdsh.run("busybox", ["sh", "-c", "sleep 0.2; echo late"]);
    await operation;
    assert.equal(await operation.text(), "late");
  });
});
