import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { imageFields } from "../../../../src/image/list/fields.ts";
import { historyFields } from "../../../../src/image/list/history-fields.ts";
import type { ImageRow } from "../../../../src/image/list/list.ts";

const id = `sha256:78fc57f10e78${"0".repeat(52)}`;
const nowMs = Date.parse("2026-11-28T16:46:06Z");

/** What dockerd 26.1 says of the same image, but for the fields that it does not have. */
describe("a row of images", () => {
  const row: ImageRow = {
    name: "docker.io/me/app:1",
    repository: "me/app",
    tag: "1",
    digest: `sha256:${"e".repeat(64)}`,
    configDigest: id,
    platform: { os: "linux", architecture: "amd64" },
    createdAt: "2026-11-28T16:46:00Z",
    builtAt: "2026-11-28T16:45:48.348822019Z",
    diffIds: [],
    sizeBytes: 2_024_550,
    blobBytes: 1_000_000,
    labels: {},
    imageLabels: { role: "web" },
  };

  test("has Docker's fields, in its words", () => {
    const { Label, CreatedAt, ...fields } = imageFields(row, { noTrunc: false, nowMs });
    assert.match(String(CreatedAt), /^2026-11-2[789] \d\d:\d\d:48 [+-]\d{4}/);
    assert.equal((Label as (key: string) => string)("role"), "web");
    assert.deepEqual(fields, {
      Repository: "me/app",
      Tag: "1",
      ID: "78fc57f10e78",
      Digest: row.digest,
      Name: "docker.io/me/app:1",
      CreatedSince: "17 seconds ago",
      Size: "2.02MB",
      Containers: "N/A",
      SharedSize: "N/A",
      UniqueSize: "N/A",
      VirtualSize: "2.025MB",
      BlobSize: "1MB",
      Platform: "linux/amd64",
    });
  });

  test("has ids in full where they are asked for, and no time where the image says none", () => {
    const { ID, CreatedSince, CreatedAt } = imageFields({ ...row, builtAt: undefined }, { noTrunc: true, nowMs });
    assert.deepEqual([ID, CreatedSince, CreatedAt], [id, "N/A", "N/A"]);
  });
});

describe("a row of history", () => {
  const createdBy = '/bin/sh -c #(nop)  ENTRYPOINT ["/bin/busybox"]\t';
  const createdAt = "2026-11-28T16:45:48.348822019Z";
  const step = { id, createdAt, createdBy, comment: "", chainId: undefined, sizeBytes: 2_024_544 };
  const said = { CreatedAt: "2026-11-28T16:45:48Z", Comment: "" };

  test("is for people as Docker has it", () => {
    assert.deepEqual(historyFields(step, { human: true, noTrunc: false, nowMs }), {
      ...said,
      ID: "78fc57f10e78",
      CreatedSince: "17 seconds ago",
      CreatedBy: '/bin/sh -c #(nop)  ENTRYPOINT ["/bin/busybox…',
      Size: "2.02MB",
    });
  });

  test("is for programs in whole numbers and words", () => {
    assert.deepEqual(historyFields({ ...step, id: undefined }, { human: false, noTrunc: true, nowMs }), {
      ...said,
      ID: "<missing>",
      CreatedSince: "2026-11-28T16:45:48Z",
      CreatedBy: createdBy.replace("\t", " "),
      Size: "2024544",
    });
  });
});
