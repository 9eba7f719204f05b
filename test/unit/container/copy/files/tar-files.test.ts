import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type FileEntry, noContent } from "../../../../../src/container/copy/files/file-entry.ts";
import { filesOf, tarOf } from "../../../../../src/container/copy/files/tar-files.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

interface Facts extends Omit<FileEntry, "content" | "size"> {
  readonly text: string;
}

async function* entries(facts: readonly Facts[]): AsyncGenerator<FileEntry> {
  for (const { text, ...fact } of facts) {
    const content = async function* () {
      yield Buffer.from(text);
    };
    const isFile = fact.kind === "file";
    yield { ...fact, size: isFile ? Buffer.byteLength(text) : 0, content: isFile ? content : noContent };
  }
}

const written = async (facts: readonly Facts[]) => await buffer(tarOf(entries(facts)));

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

async function read(bytes: Buffer): Promise<Facts[]> {
  const found: Facts[] = [];
  for await (const { content, size, ...fact } of filesOf(inPieces(bytes))) {
    const text = (await buffer(content())).toString();
    assert.equal(Buffer.byteLength(text), size);
    found.push({ ...fact, text });
  }
  return found;
}

const tool: Facts = {
  path: "tool",
  kind: "file",
  mode: 0o755,
  uid: 0,
  gid: 0,
  modifiedMs: 1e12,
  target: "",
  attributes: new Map(),
  text: "#!",
};

describe("the archive of a tree", () => {
  test("has all that is known of its files, whatever they are called and belong to", async () => {
    const id = fc.integer({ min: 0, max: 0xffffffff });
    const fact = fc.record({
      path: fc.string({ unit: fc.constantFrom("a", "é", "名", " ", "="), minLength: 1, maxLength: 200 }),
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: id,
      gid: id,
      modifiedMs: fc.integer({ min: -1e10, max: 1e10 }).map((seconds) => seconds * 1000),
      text: fc.string({ maxLength: 2000 }),
      attributes: fc
        .array(fc.tuple(fc.constantFrom("user.a", "security.capability"), fc.uint8Array({ maxLength: 900 })))
        .map((pairs) => new Map(pairs.map(([name, value]) => [name, Buffer.from(value)]))),
    });
    const files = fc.array(
      fact.map((some): Facts => ({ ...some, kind: "file", target: "" })),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (facts) => assert.deepEqual(await read(await written(facts)), facts)),
      { numRuns: 50 },
    );
  });

  test("has links, directories, FIFOs and devices", async () => {
    const facts: Facts[] = [
      { ...tool, path: "d", kind: "directory", text: "" },
      { ...tool, path: "d/hard", kind: "link", target: "tool", text: "" },
      { ...tool, path: "d/soft", kind: "symlink", target: `${"n".repeat(150)}/é`, text: "" },
      { ...tool, path: "d/pipe", kind: "fifo", text: "" },
      { ...tool, path: "d/null", kind: "character-device", device: { major: 1, minor: 3 }, text: "" },
      { ...tool, path: "d/disk", kind: "block-device", device: { major: 259, minor: 65536 }, text: "" },
    ];
    const found = await read(await written(facts));
    assert.deepEqual(found, [{ ...facts[0], path: "d/" }, ...facts.slice(1)]);
  });

  test("is one that tar reads", async () => {
    const note = new Map([["user.note", Buffer.from([0, 255, 10])]]);
    const archive = await written([{ ...tool, uid: 3_000_000, path: "n".repeat(120), attributes: note }]);
    const listed = execFileSync("tar", ["--list", "--verbose", "--numeric-owner", "--xattrs"], { input: archive });
    assert.match(listed.toString(), /^-rwxr-xr-x\* 3000000\/0 +2 2001-09-09 .* n{120}\n$/);
  });
});

describe("a sparse file in an archive of GNU tar", () => {
  /** Has a hole before, between and behind its pieces; of a hundred, the map does not fit into the header. */
  async function archived(format: readonly string[], pieces: number) {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "sparse");
    const handle = await open(path, "w");
    for (let i = 0; i < pieces; i++) await handle.write(`piece ${i}`, (2 * i + 1) * 8192);
    await handle.truncate((2 * pieces + 1) * 8192);
    await handle.close();
    await writeFile(join(directory.path, "then"), "what follows");
    const words = ["--create", "--sparse", "--hole-detection=raw", ...format, "-C", directory.path, "sparse", "then"];
    const archive = execFileSync("tar", words, { maxBuffer: 2 ** 28 });
    return { archive, text: await readFile(path, "utf8") };
  }

  const formats = {
    gnu: ["--format=gnu"],
    "pax 0.1": ["--format=pax", "--sparse-version=0.1"],
    "pax 1.0": ["--format=pax"],
  };
  for (const [name, format] of Object.entries(formats)) {
    for (const pieces of [0, 1, 100]) {
      test(`is read whole: ${name}, ${pieces} pieces`, async () => {
        const { archive, text } = await archived(format, pieces);
        const found = await read(archive);
        assert.ok(archive.length < text.length + 40_960);
        assert.deepEqual(
          found.map(({ path, kind }) => [path, kind]),
          [
            ["sparse", "file"],
            ["then", "file"],
          ],
        );
        assert.equal(found[0]?.text, text);
        assert.equal(found[1]?.text, "what follows");
      });
    }
  }

  test("is passed over where nobody reads it", async () => {
    const { archive } = await archived(["--format=gnu"], 30);
    const names: string[] = [];
    for await (const { path } of filesOf(inPieces(archive))) names.push(path);
    assert.deepEqual(names, ["sparse", "then"]);
  });

  test("is refused where its map is not that of its content", async () => {
    const { archive } = await archived(["--format=pax", "--sparse-version=0.1"], 2);
    const text = archive.toString("latin1");
    const map = /GNU\.sparse\.map=8192,\d+(?=\d,)/;
    assert.match(text, map);
    const end = map.exec(text)!.index + map.exec(text)![0].length;
    const wrong = Buffer.from(archive);
    wrong[end] = wrong[end] === 0x37 ? 0x38 : 0x37;
    await assert.rejects(read(wrong), { code: "ARCHIVE_INVALID" });
  });
});

test("a sparse file of a version that is not known is refused, since it would be another file", async () => {
  const archive = await written([{ ...tool, attributes: new Map([["GNU", Buffer.from("x")]]) }]);
  const sparse = Buffer.from(archive.toString("latin1").replace("SCHILY.xattr.GNU=", "GNU.sparse.major="), "latin1");
  await assert.rejects(read(sparse), { code: "UNSUPPORTED", message: "a sparse file in an archive: tool" });
});
