import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type FilteredVolume, volumeFilter } from "../../../../src/container/mounts/volume-filter.ts";

const volumes: readonly FilteredVolume[] = [
  { name: "cache", labels: undefined, isUsed: false, sizeBytes: 10 },
  { name: "shop-db", labels: { app: "shop", tier: "db" }, isUsed: true, sizeBytes: 2048 },
  { name: "shop-files", labels: { app: "shop" }, isUsed: false, sizeBytes: 1024 },
];

describe("a filter of volumes", () => {
  for (const [texts, expected] of [
    [[], ["cache", "shop-db", "shop-files"]],
    [["name=shop"], ["shop-db", "shop-files"]],
    [
      ["name=files", "name=cache"],
      ["cache", "shop-files"],
    ],
    [["label=app"], ["shop-db", "shop-files"]],
    [["label=app=shop", "label=tier"], ["shop-db"]],
    [["label!=tier"], ["cache", "shop-files"]],
    [["dangling=true"], ["cache", "shop-files"]],
    [["dangling=0"], ["shop-db"]],
    [["driver=local"], ["cache", "shop-db", "shop-files"]],
    [["driver=nfs"], []],
    [["size>=1k"], ["shop-db", "shop-files"]],
    [["size > 1k", "name=shop"], ["shop-db"]],
    [["size<1k"], ["cache"]],
    [["size=1024"], ["shop-files"]],
    [
      ["size>9", "size<=1k"],
      ["cache", "shop-files"],
    ],
  ] as const) {
    test(`${texts.join(" ") || "that asks nothing"} leaves ${expected.join(", ") || "none"}`, () => {
      const { fits } = volumeFilter(texts);
      assert.deepEqual(
        volumes.filter(fits).map(({ name }) => name),
        expected,
      );
    });
  }

  test("asks for sizes only where it needs them", () => {
    assert.equal(volumeFilter(["name=x"]).asksForSize, false);
    assert.equal(volumeFilter(["size>1"]).asksForSize, true);
  });

  for (const text of ["size>much", "dangling=perhaps", "colour=red", "name"]) {
    test(`cannot be ${text}`, () => assert.throws(() => volumeFilter([text]), { code: "INVALID_VALUE" }));
  }
});
