import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { layerFormat } from "../../../../../src/image/convert/plan/convert-options.ts";

describe("the format that image convert is asked for", () => {
  test("is none where only media types are to change", () => {
    assert.equal(layerFormat({}), undefined);
  });

  test("has a name that tells everything that its bytes depend on", () => {
    const names = [
      layerFormat({ uncompress: true }),
      layerFormat({ zstd: true, zstdCompressionLevel: 7 }),
      layerFormat({ zstdchunked: true, zstdchunkedChunkSize: 1024 }),
      layerFormat({ estargz: true }),
      layerFormat({ estargz: true, estargzMinChunkSize: 9, estargzExternalToc: true, estargzKeepDiffId: true }),
    ].map((format) => format?.name);
    assert.deepEqual(names, [
      "tar",
      "zstd level=7",
      "zstdchunked level=3 chunk=1024",
      "estargz level=9 chunk=4194304 min=0",
      "estargz level=9 chunk=4194304 min=9 external verbatim",
    ]);
    const ordered = (path: string) => layerFormat({ estargz: true }, { estargz: [path] })?.name;
    assert.notEqual(ordered("a"), ordered("b"));
  });

  const refused: [options: object, message: RegExp][] = [
    [{ zstd: true, estargz: true }, /^a layer has one format: --zstd, --estargz$/],
    [{ estargz: true, estargzCompressionLevel: 10 }, /--estargz-compression-level 10$/],
    [{ zstd: true, zstdCompressionLevel: 0 }, /--zstd-compression-level 0$/],
    [{ estargz: true, estargzChunkSize: 2 ** 31 }, /--estargz-chunk-size 2147483648$/],
    [{ estargz: true, estargzKeepDiffId: true }, /--estargz-keep-diff-id$/],
  ];
  for (const [options, message] of refused) {
    test(`is refused as ${JSON.stringify(options)}`, () => {
      assert.throws(() => layerFormat(options), { code: "INVALID_VALUE", message });
    });
  }
});
