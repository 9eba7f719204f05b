import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { stdinContext } from "../../../../src/build/sources/stdin-context.ts";

async function tarOf(name: string): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name }, "text");
  archive.finalize();
  const bytes: Uint8Array[] = [];
  for await (const chunk of archive) bytes.push(chunk as Uint8Array); // It has no encoding.
  return Buffer.concat(bytes);
}

async function* chunks(bytes: Uint8Array, size = 100): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("a context on stdin", () => {
  it("is an archive where it begins as one, compressed or not", async () => {
    const tar = await tarOf("Dockerfile");
    for (const bytes of [tar, gzipSync(tar)]) {
      const read = await stdinContext(chunks(bytes));
      assert.ok(read.kind === "archive" && read.upload.url.startsWith("http://buildkit-session/"));
    }
  });

  it("is a Dockerfile otherwise, whole", async () => {
    const text = `FROM busybox\n${"RUN true\n".repeat(200)}`;
    const read = await stdinContext(chunks(Buffer.from(text)));
    assert.ok(read.kind === "dockerfile");
    assert.equal(Buffer.from(read.text).toString(), text);
  });

  it("must be there", async () => {
    await assert.rejects(stdinContext(chunks(new Uint8Array())), { code: "MISSING_ARGUMENT" });
  });
});
