import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { blobBytes } from "../../../src/engine/content-files.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { programOutput } from "../../support/program.ts";

let engine: TestEngine;

before(async () => {
  engine = await startEngine();
});
after(() => engine[Symbol.asyncDispose]());

const context = () => imageContext({ address: engine.address });
/** Belongs to no image: without it, it is gone when containerd next looks. */
const labels = { "containerd.io/gc.root": "now" };
const blobFile = (digest: string) => join(engine.root, "io.containerd.content.v1.content/blobs", ...digest.split(":"));

async function storedBlob(engine: Engine, bytes: Uint8Array): Promise<string> {
  const digest = digestOf(bytes, "sha256");
  await engine.content.write({ ref: `test-${digest}`, expected: digest, total: bytes.length, labels }, [bytes]);
  return digest;
}

async function read(...args: Parameters<typeof blobBytes>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobBytes(...args)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("a blob's bytes", () => {
  test("are read from containerd's file, from the start or from an offset on", async () => {
    using here = context();
    const bytes = randomBytes(1_300_000);
    const digest = await storedBlob(here.engine, bytes);
    assert.deepEqual(await read(here.engine, digest), bytes);
    assert.deepEqual(await read(here.engine, digest, { offset: 600_000 }), bytes.subarray(600_000));
    // containerd does not look at what it has stored: only a reader of the file can see this.
    const others = Buffer.from(bytes).fill(7, 0, 10);
    await writeFile(blobFile(digest), others);
    assert.deepEqual(await read(here.engine, digest), others);
  });

  test("come through containerd's socket where its files are out of reach", async () => {
    using here = context();
    const bytes = randomBytes(1_300_000);
    const digest = await storedBlob(here.engine, bytes);
    const program = `
      import { blobBytes } from ${JSON.stringify(import.meta.resolve("../../../src/engine/content-files.ts"))};
      import { imageContext } from ${JSON.stringify(import.meta.resolve("../../support/image-context.ts"))};
      const here = imageContext({ address: ${JSON.stringify(engine.address)} });
      const engine = here.engine.inNamespace(${JSON.stringify(here.namespace)});
      for await (const chunk of blobBytes(engine, ${JSON.stringify(digest)}, { offset: 1_000_000 }))
        process.stdout.write(Buffer.from(chunk).toString("hex"));
      engine.close();
      here.engine.close();`;
    const covered = `mount -t tmpfs none ${engine.root} && exec "$@"`;
    const node = [process.execPath, "--import", import.meta.resolve("tsx"), "--input-type=module", "-e", program];
    const read = await programOutput("unshare", ["--mount", "sh", "-c", covered, "sh", ...node]);
    assert.equal(read, bytes.subarray(1_000_000).toString("hex"));
  });

  test("of another namespace are not there", async () => {
    using here = context();
    using there = context();
    const digest = await storedBlob(there.engine, randomBytes(10));
    await assert.rejects(read(here.engine, digest), { code: "NOT_FOUND" });
  });

  test("that are fewer than they were are told", async () => {
    using here = context();
    const digest = await storedBlob(here.engine, randomBytes(1_000));
    await truncate(blobFile(digest), 100);
    await assert.rejects(read(here.engine, digest), {
      code: "ENGINE_FAILED",
      message: `cannot read the blob ${digest}: it ends after 100 of 1000 bytes`,
    });
  });
});
