import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { annotationsOf, checkUserLabels, labelKeys, readJsonLabel } from "../../../../src/container/record/labels.ts";

describe("labels", () => {
  test("of users may be anything but the tools' own", () => {
    const labels = { app: "web", "com.example/x": "", "nerdctl/bypass4netns": "true" };
    assert.equal(checkUserLabels(labels), labels);
    const error = { code: "INVALID_VALUE", message: "internal label cannot be set by hand: nerdctl/name" };
    assert.throws(() => checkUserLabels({ app: "web", "nerdctl/name": "x" }), error);
  });

  test("of nerdctl are annotations too, wherever its prefix stands", () => {
    const labels = { app: "web", [labelKeys.name]: "x", "y.nerdctl/z": "1", [labelKeys.interactive]: "true" };
    assert.deepEqual(annotationsOf(labels), { [labelKeys.name]: "x", "y.nerdctl/z": "1" });
  });

  test("that hold JSON are read, and absent or null ones have a fallback", () => {
    const labels = { [labelKeys.networks]: '["bridge"]', [labelKeys.extraHosts]: "null" };
    assert.deepEqual(readJsonLabel(labels, labelKeys.networks, []), ["bridge"]);
    assert.deepEqual(readJsonLabel(labels, labelKeys.extraHosts, []), []);
    assert.deepEqual(readJsonLabel(labels, labelKeys.ports, ["x"]), ["x"]);
  });

  test("have one key each", () => {
    const keys = Object.values(labelKeys);
    assert.equal(new Set(keys).size, keys.length);
  });
});
