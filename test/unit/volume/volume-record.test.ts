import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isAnonymous } from "../../../src/volume/volume.ts";
import { createRecord, readRecord } from "../../../src/volume/volume-record.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const nerdctls = (name: string) => fileURLToPath(new URL(`../../fixtures/nerdctl/volumes/${name}`, import.meta.url));

describe("a volume's record", () => {
  for (const [name, labels, anonymous] of [
    ["labelled", { app: "shop" }, false],
    ["plain", undefined, false],
    ["foreign", { "nerdctl/anonymous-volumes": "" }, true],
  ] as const) {
    test(`is read as nerdctl has written it: ${name}`, () => {
      const record = readRecord(nerdctls(name));
      assert.deepEqual(record, { labels, options: undefined });
      assert.equal(isAnonymous({ name, ...record }), anonymous);
    });
  }

  test("is written as nerdctl would, once", async () => {
    await using directory = await temporaryDirectory();
    assert.equal(await createRecord(directory.path, { labels: { app: "shop" }, options: undefined }), true);
    assert.equal(await createRecord(directory.path, { labels: { app: "late" }, options: undefined }), false);
    const [own, its] = [directory.path, nerdctls("labelled")].map((place) =>
      readFileSync(join(place, "volume.json"), "utf8").trim(),
    );
    assert.equal(own, its);
  });

  test("has the driver's options beside what nerdctl knows", async () => {
    await using directory = await temporaryDirectory();
    const record = { labels: undefined, options: { type: "tmpfs", device: "tmpfs" } };
    await createRecord(directory.path, record);
    assert.deepEqual(readRecord(directory.path), record);
  });

  test("may be missing, and is refused where it is broken", async () => {
    await using directory = await temporaryDirectory();
    assert.deepEqual(readRecord(directory.path), { labels: undefined, options: undefined });
    for (const text of ["", "{", "[]", '{"labels": "app"}', '{"labels": {"app": 1}}', '{"options": 7}']) {
      writeFileSync(join(directory.path, "volume.json"), text);
      assert.throws(() => readRecord(directory.path), { code: "VOLUME_INVALID" }, text);
    }
  });
});
