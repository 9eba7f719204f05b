import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { constants, gunzipSync } from "node:zlib";
import { layerFormat } from "../../../../../src/image/convert/plan/convert-options.ts";
import { digestOf } from "../../../../../src/registry/digest.ts";
import { layerTar } from "../../../../support/layer-tar.ts";
import { filesByTable, type TocRow, type WrittenLayer, writtenLayer } from "../../../../support/written-layer.ts";

const big = Buffer.from(Array.from({ length: 150_000 }, (_, at) => (at * at) >> 7));
const files = { "etc/motd": "hello", "etc/none": "", "usr/big": big };
const tar = await layerTar(files);
const estargz = (options: object = {}) => layerFormat({ estargz: true, ...options })!;

/** From the offset on, as far as the input goes: a reader asks for a range, and the next member may begin in it. */
const gunzipAt = (bytes: Buffer) => (offset: number, size: number) =>
  gunzipSync(bytes.subarray(offset), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, size);

function tableIn({ bytes }: WrittenLayer): { json: string; entries: TocRow[]; offset: number } {
  const footer = bytes.subarray(-51);
  const [, hex = ""] = /([0-9a-f]{16})STARGZ/.exec(footer.toString("latin1")) ?? [];
  const offset = Number.parseInt(hex, 16);
  const json = tableOf(gunzipSync(bytes.subarray(offset, -51)));
  return { json, entries: JSON.parse(json).entries, offset };
}

/** The one file in the tar of a table. */
function tableOf(tar: Buffer): string {
  assert.equal(tar.toString("latin1", 0, 17), "stargz.index.json");
  return tar.toString("utf8", 512, 512 + Number.parseInt(tar.toString("latin1", 124, 135), 8));
}

describe("an eStargz layer", () => {
  test("is a tar.gz of the same files, a landmark and the table of contents, with the diffID that it says", async () => {
    const layer = await writtenLayer(estargz(), tar);
    const plain = gunzipSync(layer.bytes);
    assert.equal(layer.diffId, digestOf(plain));
    assert.equal(layer.annotations["io.containers.estargz.uncompressed-size"], String(plain.length));
    // All of the source but the zeros at its end.
    assert.ok(plain.includes(tar.subarray(0, -1024)));
    assert.equal(plain.toString("latin1", 0, 21), ".no.prefetch.landmark");
  });

  test("leads by its footer to a table that its annotation vouches for", async () => {
    const layer = await writtenLayer(estargz(), tar);
    const { json, entries } = tableIn(layer);
    assert.equal(digestOf(json), layer.annotations["containerd.io/snapshot/stargz/toc.digest"]);
    assert.equal(gunzipSync(layer.bytes.subarray(-51)).length, 0);
    const owner = { uid: 1000, gid: 50, userName: "ada", groupName: "staff", modtime: "2001-02-03T04:05:06Z" };
    const file = {
      ...{ ...owner, modtime: "2001-02-03T04:05:06.25Z", mode: 0o640 },
      xattrs: { "user.comment": Buffer.from("for tests").toString("base64") },
    };
    assert.deepEqual(
      entries.slice(1).map(({ offset, endOffset, chunkDigest, ...row }) => row),
      [
        { name: "etc/", type: "dir", mode: 0o755, ...owner },
        { name: "etc/motd", type: "reg", size: 5, ...file, digest: digestOf("hello") },
        { name: "etc/none", type: "reg", ...file, digest: digestOf("") },
        { name: "usr/big", type: "reg", size: big.length, ...file, digest: digestOf(big) },
        { name: "etc/link", type: "symlink", linkName: "motd", mode: 0o777, ...owner },
        { name: "etc/twin", type: "hardlink", linkName: "etc/motd", mode: 0o640, ...owner },
        { name: "dev/null", type: "char", devMajor: 1, devMinor: 3, mode: 0o666, ...owner },
      ],
    );
  });

  const shapes: [name: string, options: object][] = [
    ["whole", {}],
    ["in chunks", { estargzChunkSize: 10_000 }],
    ["several in one member", { estargzMinChunkSize: 20_000, estargzChunkSize: 9_999 }],
  ];
  for (const [name, options] of shapes) {
    test(`gives a reader each file from its offset, ${name}`, async () => {
      const layer = await writtenLayer(estargz(options), tar);
      const { entries } = tableIn(layer);
      const found = await filesByTable(entries, gunzipAt(layer.bytes));
      assert.deepEqual(found.get("etc/motd"), Buffer.from("hello"));
      assert.ok(found.get("usr/big")?.equals(big));
      for (const { offset = 0, innerOffset = 0, chunkSize = 0, chunkDigest } of entries.filter(
        (row) => row.chunkSize,
      )) {
        const bytes = gunzipAt(layer.bytes)(offset, innerOffset + chunkSize).subarray(innerOffset);
        assert.equal(digestOf(bytes), chunkDigest);
      }
    });
  }

  test("is the same from an eStargz layer, whose table and landmark it replaces", async () => {
    const once = await writtenLayer(estargz(), tar);
    const twice = await writtenLayer(estargz(), gunzipSync(once.bytes));
    assert.ok(twice.bytes.equals(once.bytes));
  });

  test("with the table elsewhere keeps the tar byte for byte where it is told to", async () => {
    const options = { estargzExternalToc: true, estargzKeepDiffId: true };
    const layer = await writtenLayer(estargz(options), tar);
    assert.ok(gunzipSync(layer.bytes).equals(tar));
    assert.equal(layer.diffId, digestOf(tar));
    assert.ok(layer.bytes.subarray(-46).includes("STARGZEXTERNALTOC"));
    const json = tableOf(gunzipSync(layer.externalToc!));
    assert.equal(digestOf(json), layer.annotations["containerd.io/snapshot/stargz/toc.digest"]);
    const found = await filesByTable(JSON.parse(json).entries, gunzipAt(layer.bytes));
    assert.ok(found.get("usr/big")?.equals(big));
  });

  test("lists the later one of two entries for a path, as it counts where the tar is unpacked", async () => {
    const twins = Buffer.concat([(await layerTar({ "etc/motd": "old" })).subarray(0, -1024), tar]);
    const { entries } = tableIn(await writtenLayer(estargz(), twins));
    assert.deepEqual(
      entries.filter(({ name }) => name === "etc/motd").map(({ digest }) => digest),
      [digestOf("hello")],
    );
  });

  test("is refused where the tar is cut short", async () => {
    await assert.rejects(writtenLayer(estargz(), tar.subarray(0, 5000)), { code: "ARCHIVE_INVALID" });
  });
});
