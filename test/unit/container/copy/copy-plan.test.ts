import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type CopyPlan, type CopySource, type CopyTarget, copyPlan } from "../../../../src/container/copy/copy-plan.ts";

const file: CopySource = { name: "f", kind: "file", contents: false };
const directory: CopySource = { name: "d", kind: "directory", contents: false };
const contents: CopySource = { ...directory, contents: true };

const target = (path: string, kind: CopyTarget["kind"]): CopyTarget => ({ path, side: "on the host", name: "t", kind });

describe("the plan of a copy", () => {
  const cases: readonly [what: string, source: CopySource, target: CopyTarget, plan: CopyPlan][] = [
    ["a file over a file", file, target("/t", "file"), { into: "parent", name: "t" }],
    ["a file to a new name", file, target("/t", "missing"), { into: "parent", name: "t" }],
    ["a file into a directory", file, target("/t", "directory"), { into: "target", name: "f" }],
    ["a directory into a directory", directory, target("/t/", "directory"), { into: "target", name: "d" }],
    ["what is in a directory into another", contents, target("/t", "directory"), { into: "target", name: "" }],
    ["a directory to a new name", directory, target("/t", "missing"), { into: "parent", name: "t" }],
    ["a directory to a new name with a slash", directory, target("/t/", "missing"), { into: "parent", name: "t" }],
    ["what is in a directory to a new name", contents, target("/t", "missing"), { into: "parent", name: "t" }],
  ];
  for (const [what, source, to, plan] of cases)
    test(`puts ${what}`, () => assert.deepEqual(copyPlan(source, to), plan));

  const failures: readonly [source: CopySource, target: CopyTarget, message: string][] = [
    [directory, target("/t", "file"), "cannot copy a directory to a file: /t"],
    [contents, target("/t", "file"), "cannot copy a directory to a file: /t"],
    [file, target("/t/", "missing"), "the target directory is not on the host: /t/"],
    [file, target("/t/", "file"), "not a directory: /t/"],
    [file, target("/t/.", "missing"), "the target directory is not on the host: /t/."],
  ];
  for (const [source, to, message] of failures) {
    test(`says: ${message}`, () => assert.throws(() => copyPlan(source, to), { message, exitCode: 1 }));
  }
});
