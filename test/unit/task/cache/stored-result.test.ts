import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { leadsOut, parseResult } from "../../../../src/task/cache/stored-result.ts";

const digest = "0".repeat(64);
const file = { path: "out/a", digest, mode: 0o644, sizeBytes: 1 };

describe("a stored result", () => {
  const good = { task: "build", files: [file, { path: "out/b", digest, link: "a" }], log: { digest, sizeBytes: 1 } };

  test("is read as it was written", () => assert.deepEqual(parseResult(JSON.stringify(good)), good));

  for (const [what, value] of [
    ["no object", []],
    ["without files", { task: "build" }],
    ["with a file above the root", { ...good, files: [{ ...file, path: "../a" }] }],
    ["with a file anywhere", { ...good, files: [{ ...file, path: "/etc/passwd" }] }],
    ["with a way up in the middle", { ...good, files: [{ ...file, path: "a/../../b" }] }],
    ["with a blob that is none", { ...good, files: [{ ...file, digest: "../../a" }] }],
    ["with a set-user-id bit", { ...good, files: [{ ...file, mode: 0o4755 }] }],
    ["with a log that is none", { ...good, log: { digest: "x", sizeBytes: 1 } }],
  ] as const) {
    test(`is none ${what}`, () => assert.equal(parseResult(JSON.stringify(value)), undefined));
  }

  test("is none where it was cut off, or is of another key", () => {
    assert.equal(parseResult(JSON.stringify(good).slice(0, -3)), undefined);
    assert.equal(parseResult(JSON.stringify({ ...good, key: "a" }), "b"), undefined);
  });

  test("has links that lead out, and links that do not", () => {
    const links = ["/etc", "../..", "../../x", "../other", "b", "./c/../../d"];
    const found = links.filter((link) => leadsOut({ path: "out/link", digest, link }));
    assert.deepEqual(found, ["/etc", "../..", "../../x"]);
  });
});
