import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Crc64 } from "../../../../../src/image/convert/formats/crc64.ts";
import { layerFormat } from "../../../../../src/image/convert/plan/convert-options.ts";
import { decompressed } from "../../../../../src/image/layer/compression.ts";
import { digestOf } from "../../../../../src/registry/digest.ts";
import { inPieces, layerTar } from "../../../../support/layer-tar.ts";
import { filesByTable, type TocRow, writtenLayer } from "../../../../support/written-layer.ts";

const big = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * at) >> 7));
const files = { "etc/motd": "hello", "etc/none": "", "usr/big": big };
const tar = await layerTar(files);
const chunked = layerFormat({ zstdchunked: true, zstdchunkedChunkSize: 20_000 })!;

async function unzstd(bytes: Uint8Array): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of decompressed(inPieces(bytes))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const prefix = "io.github.containers.zstd-chunked.";

describe("a zstd:chunked layer", () => {
  test("is a tar.zst of the tar as it was, with frames that a reader skips", async () => {
    const layer = await writtenLayer(chunked, tar);
    assert.ok((await unzstd(layer.bytes)).equals(tar));
    assert.equal(layer.diffId, digestOf(tar));
  });

  test("leads by its annotations to a table from which each file is read alone", async () => {
    const { bytes, annotations } = await writtenLayer(chunked, tar);
    const [offset = 0, packed = 0, plain = 0, type] = annotations[`${prefix}manifest-position`]!.split(":").map(Number);
    const table = bytes.subarray(offset, offset + packed);
    assert.equal(digestOf(table), annotations[`${prefix}manifest-checksum`]);
    const json = await unzstd(table);
    assert.deepEqual([json.length, type], [plain, 1]);
    const entries: TocRow[] = JSON.parse(json.toString()).entries;
    const found = await filesByTable(entries, async (at, size) => {
      const next = entries.flatMap(({ offset, endOffset }) => [offset ?? 0, endOffset ?? 0]).filter((end) => end > at);
      return (await unzstd(bytes.subarray(at, Math.min(...next)))).subarray(0, size);
    });
    assert.deepEqual(found.get("etc/motd"), Buffer.from("hello"));
    assert.ok(found.get("usr/big")?.equals(big));
  });

  test("has a tar-split that makes the tar anew from its files", async () => {
    const { bytes, annotations } = await writtenLayer(chunked, tar);
    const [offset = 0, packed = 0] = annotations[`${prefix}tarsplit-position`]!.split(":").map(Number);
    const split = (await unzstd(bytes.subarray(offset, offset + packed))).toString().trim().split("\n");
    const parts = split.map((line, position) => {
      const { type, name, payload, position: said } = JSON.parse(line);
      assert.equal(said, position);
      if (type === 2) return Buffer.from(payload, "base64");
      const content = Buffer.from((files as Record<string, string | Buffer>)[name] ?? "");
      const sum = new Crc64();
      sum.update(content);
      if (content.length > 0) assert.equal(sum.digest().toString("base64"), payload);
      return content;
    });
    assert.ok(Buffer.concat(parts).equals(tar));
  });

  test("has none where the tar has two entries for a path, which readers refuse", async () => {
    const twins = Buffer.concat([(await layerTar({ "etc/motd": "old" })).subarray(0, -1024), tar]);
    const { annotations, bytes } = await writtenLayer(chunked, twins);
    assert.deepEqual(Object.keys(annotations), [`${prefix}manifest-checksum`, `${prefix}manifest-position`]);
    assert.ok((await unzstd(bytes)).equals(twins));
  });
});

describe("the checksum of tar-split", () => {
  test("is CRC-64/GO-ISO", () => {
    const sum = new Crc64();
    sum.update(Buffer.from("1234"));
    sum.update(Buffer.from("56789"));
    assert.equal(sum.digest().toString("hex"), "b90956c775a41001");
  });
});
