import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readTar, type TarFile } from "../../../../src/image/archive/tar-reader.ts";
import { type TarEntry, tarEnd, tarHeader, tarPadding } from "../../../../src/image/archive/tar-writer.ts";

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const archive = (...entries: [TarEntry, string?][]) =>
  Buffer.concat([
    ...entries.flatMap(([entry, text = ""]) => [
      tarHeader({ ...entry, size: Buffer.byteLength(text) }),
      Buffer.from(text),
      tarPadding(Buffer.byteLength(text)),
    ]),
    tarEnd,
  ]);

async function contents(
  bytes: Uint8Array,
  chunkSize = 1000,
): Promise<[name: string, type: TarFile["type"], content: string][]> {
  const found: [string, TarFile["type"], string][] = [];
  for await (const { name, type, target, body } of readTar(inChunks(bytes, chunkSize))) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    found.push([name, type, type === "symlink" ? target : Buffer.concat(chunks).toString()]);
  }
  return found;
}

const file = (name: string): TarEntry => ({ name, type: "file", mode: 0o644 });

describe("a tar archive", () => {
  test("comes back as it was written, in chunks of any size", async () => {
    const name = fc.string({ unit: fc.constantFrom("a", "é", "/", "名", "-"), minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, fc.string({ maxLength: 2000 })), { maxLength: 5 }),
        fc.integer({ min: 1, max: 3000 }),
        async (files, size) => {
          const bytes = archive(...files.map(([name, text]): [TarEntry, string] => [file(name), text]));
          assert.deepEqual(
            await contents(bytes, size),
            files.map(([name, text]) => [name, "file", text]),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test("keeps names and link targets of any length and letter", async () => {
    const name = fc
      .string({ unit: fc.constantFrom("a", "é", "/", "名", "😀", " ", "=", "\n", "-"), minLength: 1, maxLength: 400 })
      .filter((text) => !text.endsWith("/"));
    const type = fc.constantFrom("file" as const, "symlink" as const, "directory" as const);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ name, type, target: name }), { maxLength: 6 }), async (entries) => {
        const bytes = Buffer.concat([
          ...entries.map(({ name, type, target }) =>
            tarHeader({ name, type, mode: 0o644, ...(type === "symlink" && { target }) }),
          ),
          tarEnd,
        ]);
        const found: object[] = [];
        for await (const entry of readTar(inChunks(bytes, 1000)))
          found.push({ name: entry.name, type: entry.type, target: entry.target });
        const expected = entries.map(({ target, ...rest }) => ({
          ...rest,
          target: rest.type === "symlink" ? target : "",
        }));
        assert.deepEqual(found, expected);
      }),
      { numRuns: 60 },
    );
  });

  test("keeps sizes that the header has no room for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), async (size) => {
        const entries = readTar(inChunks(tarHeader({ name: "a", type: "file", mode: 0o644, size }), 512));
        const first = await entries.next();
        assert.equal(first.value?.size, size);
      }),
    );
  });

  test("is read where it was written without its end, and no further where more follows", async () => {
    const whole = archive([file("a"), "x"]);
    assert.deepEqual(await contents(whole.subarray(0, 1024)), [["a", "file", "x"]]);
    assert.deepEqual(await contents(Buffer.concat([whole, Buffer.from("trailing")])), [["a", "file", "x"]]);
  });

  test("tells links and directories from files", async () => {
    const bytes = archive(
      [{ name: "bin/", type: "directory", mode: 0o755 }],
      [{ name: "bin/sh", type: "symlink", mode: 0o777, target: "busybox" }],
    );
    assert.deepEqual(await contents(bytes), [
      ["bin/", "directory", ""],
      ["bin/sh", "symlink", "busybox"],
    ]);
  });

  test("goes on where a content is not read", async () => {
    const names: string[] = [];
    for await (const { name } of readTar(inChunks(archive([file("a"), "x".repeat(5000)], [file("b"), "y"]), 700)))
      names.push(name);
    assert.deepEqual(names, ["a", "b"]);
  });

  const damaged: [what: string, bytes: () => Buffer, message: RegExp][] = [
    ["is cut", () => archive([file("a"), "x".repeat(2000)]).subarray(0, 1500), /ends too early/],
    ["is none", () => Buffer.alloc(1024, "no tar"), /checksum/],
    ["has a header that was changed", () => Buffer.from(archive([file("a"), "x"]).fill("b", 0, 1)), /checksum/],
    ["has a name of many megabytes", () => longName(64 * 1024 * 1024), /a name or attribute/],
  ];
  for (const [what, bytes, message] of damaged) {
    test(`is refused where it ${what}`, async () => {
      await assert.rejects(contents(bytes()), { code: "ARCHIVE_INVALID", message });
    });
  }
});

/** A GNU long name that claims to be as long; its header is true, its content never comes. */
function longName(size: number): Buffer {
  const header = Buffer.from(tarHeader({ name: "x", type: "file", mode: 0, size }));
  header.write("L", 156);
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}
