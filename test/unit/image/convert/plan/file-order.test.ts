import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { orderFiles, recordedPaths } from "../../../../../src/image/convert/plan/file-order.ts";

const places = (...names: string[]) =>
  names.map((text, offset) => {
    const [name = "", linkTarget] = text.split("=");
    return { name, linkTarget, offset, size: 1 };
  });

const ordered = (names: string[], wanted: string[]) => {
  const { first, rest } = orderFiles(places(...names), wanted);
  return [first, rest].map((list) => list.map(({ name, offset }) => `${name}@${offset}`));
};

describe("the order of files", () => {
  test("has the wanted ones first, as they are wanted, after the directories that they are in", () => {
    assert.deepEqual(ordered(["./", "./a/", "./a/1", "./b/", "./b/2"], ["/b/2", "a/1"]), [
      ["./@0", "./b/@3", "./b/2@4", "./a/@1", "./a/1@2"],
      [],
    ]);
  });

  test("has a hard link after its target", () => {
    assert.deepEqual(ordered(["x", "y", "link=y"], ["link"]), [["y@1", "link@2"], ["x@0"]]);
  });

  test("passes over what the layer does not have, links that lead in a circle, and marks of an earlier order", () => {
    assert.deepEqual(ordered(["a=b", "b=a", ".prefetch.landmark", "stargz.index.json"], ["c", "a"]), [
      ["b@1", "a@0"],
      [],
    ]);
  });

  test("counts the later one of two entries for a path", () => {
    assert.deepEqual(ordered(["a", "b", "./a"], ["a"]), [["./a@2"], ["b@1"]]);
  });

  test("is read from an optimizer's record, each path once", () => {
    const text = '{"path":"usr/bin/app","layerIndex":1}\n{"path":"etc/conf"}\n\n{"path":"usr/bin/app"}\n';
    assert.deepEqual(recordedPaths(text, "record"), ["usr/bin/app", "etc/conf"]);
    for (const wrong of ["usr/bin/app", "{}", "[]"]) {
      assert.throws(() => recordedPaths(wrong, "record"), {
        code: "INVALID_VALUE",
        message: "not a record of files: record",
      });
    }
  });
});
