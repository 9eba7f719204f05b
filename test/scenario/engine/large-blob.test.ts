import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { defaultSpec } from "../../../src/container/spec/default-spec.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { writeLargeBlob } from "../../../src/engine/large-blob.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";

let engine: TestEngine;
before(async () => {
  engine = await startEngine();
});
after(async () => await engine[Symbol.asyncDispose]());

const rooted = { "containerd.io/gc.root": "test" };
const blob = (text: string) => Buffer.from(text.repeat(100_000));

async function* inTwo(bytes: Buffer, from = 0): AsyncGenerator<Uint8Array> {
  const half = Math.max(from, bytes.length / 2);
  yield bytes.subarray(from, half);
  yield bytes.subarray(half);
}

describe("a large blob", () => {
  for (const expected of ["known", "unknown"] as const) {
    test(`is stored whole where its digest is ${expected}`, async () => {
      using here = imageContext({ address: engine.address });
      const bytes = blob(expected);
      const ingest = { ref: `a/${expected}`, expected: expected === "known" ? digestOf(bytes) : "", labels: rooted };
      const written = await writeLargeBlob(here.engine, ingest, () => inTwo(bytes));
      assert.deepEqual(written, { outcome: "stored", digest: digestOf(bytes) });
      assert.deepEqual(await here.engine.content.bytes(digestOf(bytes)), bytes);
      assert.deepEqual((await here.engine.content.info(digestOf(bytes))).labels, rooted);
      assert.deepEqual(await here.engine.content.statuses(), []);
    });
  }

  test("goes on where an interrupted write ended", async () => {
    using here = imageContext({ address: engine.address });
    const bytes = blob("interrupted");
    const ingest = { ref: "resumed", expected: digestOf(bytes), total: bytes.length, labels: rooted };
    const cut = async function* () {
      yield bytes.subarray(0, 1000);
      throw new Error("the wire is cut");
    };
    await assert.rejects(writeLargeBlob(here.engine, ingest, cut), /the wire is cut/);
    const starts: number[] = [];
    const written = await writeLargeBlob(here.engine, ingest, (heldBytes) => {
      starts.push(heldBytes);
      return inTwo(bytes, heldBytes);
    });
    assert.deepEqual([written.outcome, starts], ["stored", [1000]]);
  });

  test("is not read from its source where it is there", async () => {
    using here = imageContext({ address: engine.address });
    const bytes = blob("present");
    const ingest = { ref: "present", expected: digestOf(bytes), total: bytes.length, labels: rooted };
    await writeLargeBlob(here.engine, ingest, () => inTwo(bytes));
    const again = writeLargeBlob(here.engine, ingest, () => assert.fail("it was read"));
    assert.deepEqual(await again, { outcome: "present", digest: digestOf(bytes) });
  });

  test("is refused where it is not its digest", async () => {
    using here = imageContext({ address: engine.address });
    const ingest = { ref: "lie", expected: digestOf("other") };
    await assert.rejects(
      writeLargeBlob(here.engine, ingest, () => inTwo(blob("lie"))),
      { code: "DIGEST_MISMATCH" },
    );
    await assert.rejects(here.engine.content.info(digestOf(blob("lie"))), { code: "NOT_FOUND" });
  });

  test("passes the socket where containerd's files are out of reach", async () => {
    using here = imageContext({ address: engine.address });
    const bytes = blob("far");
    const elsewhere = { plugins: async () => [{ exports: { root: "/nonexistent" } }] };
    const far = Object.create(here.engine, { introspection: { value: elsewhere } }) as Engine;
    Object.defineProperty(far, "namespace", { value: here.namespace });
    const written = await writeLargeBlob(far, { ref: "far", expected: "", labels: rooted }, () => inTwo(bytes));
    assert.deepEqual(written, { outcome: "stored", digest: digestOf(bytes) });
  });
});

describe("containers whose records exceed one answer", () => {
  test("are listed all the same", async () => {
    using here = imageContext({ address: engine.address });
    const { containers } = here.engine;
    const spec = { ...defaultSpec(), annotations: { long: "x".repeat(9_000_000) } };
    const record = { labels: {}, image: "", runtime: { name: "none" }, snapshotter: "", snapshotKey: "", spec };
    for (const id of ["first", "second"]) await containers.create({ ...record, id });
    const found = await containers.list();
    assert.deepEqual(found.map(({ id }) => id).sort(), ["first", "second"]);
    assert.equal(found[1]?.spec().annotations?.["long"]?.length, 9_000_000);
    for (const { id } of found) await containers.delete(id);
  });
});
