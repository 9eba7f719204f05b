import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { loadImages } from "../../../src/image/archive/load.ts";
import { dockerArchive } from "../../support/docker-archive.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { paxRecord, type RawEntry, rawTar } from "../../support/raw-tar.ts";

let engine: TestEngine;

before(async () => {
  engine = await startEngine();
});
after(() => engine[Symbol.asyncDispose]());

describe("a layer that no file system takes", () => {
  const cases: [what: string, entry: RawEntry, message: RegExp][] = [
    ["a hard link to itself", { name: "a", flag: "1", target: "a" }, /cannot be unpacked: link \/a \/a: no such file/],
    [
      "a path of 10000 characters",
      { name: "long", flag: "x", content: paxRecord("path", "a/".repeat(5000)) },
      /cannot be unpacked: .{0,300}…$/,
    ],
  ];
  for (const [what, entry, message] of cases) {
    test(`${what}, is named with the reason, in a line`, async () => {
      using here = imageContext({ address: engine.address });
      const layer = rawTar(entry, { name: "b", content: "b" });
      await assert.rejects(loadImages(here, dockerArchive([layer])), { code: "ENGINE_FAILED", message });
      assert.deepEqual([await here.engine.snapshots().list(), await here.engine.images.list()], [[], []]);
    });
  }
});
