import { deepEqual, equal, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type DirectoryState, type TreePatterns, treeFilter } from "../../../../src/buildkit/filesync/tree-filter.ts";

interface IgnoreCase {
  readonly rules: readonly string[];
  /** What BuildKit's frontend makes of the rules, where that is more than their lines. */
  readonly patterns?: readonly string[];
  readonly files: readonly string[];
  /** By buildx, test/scenario/buildkit/filesync-ignore.test.ts. */
  readonly kept: readonly string[];
}

const cases: readonly IgnoreCase[] = readFileSync(
  new URL("../../../fixtures/buildkit/ignore-rules.jsonl", import.meta.url),
  "utf8",
)
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

describe("treeFilter", () => {
  for (const { rules, patterns, files, kept } of cases) {
    it(`keeps of ${files.slice(0, 3).join(" ")} … what ${JSON.stringify(rules)} leaves`, () => {
      deepEqual(wanted(files, { exclude: patterns ?? rules }), kept);
    });
  }

  it("keeps what a path or one above it includes, and nothing else", () => {
    const files = ["a/b", "a/c/d", "b/a", "c.md"];
    deepEqual(wanted(files, { include: ["a/c", "*.md"] }), ["a/c/d", "c.md"]);
    deepEqual(wanted(files, { include: ["a", "c.md"], exclude: ["a/c", "*.md"] }), ["a/b"]);
  });

  it("enters no directory in which nothing can be wanted", () => {
    const state = {};
    equal(treeFilter({ exclude: ["a", "!b/c"] })("a", true, state).isEntered, false);
    equal(treeFilter({ exclude: ["a", "!a/c"] })("a", true, state).isEntered, true);
    equal(treeFilter({ exclude: ["a", "!**/c"] })("a", true, state).isEntered, true);
    equal(treeFilter({ include: ["b/c"] })("a", true, state).isEntered, false);
    equal(treeFilter({ include: ["a/b/c"] })("a", true, state).isEntered, true);
  });

  it("refuses patterns that Go refuses", () => {
    for (const pattern of ["[", "[]a]", "a[", "[a-]", "a\\", "[-a]", "*[z-a]", "*\\q", "!"]) {
      throws(() => treeFilter({ exclude: [pattern] }), { code: "INVALID_VALUE" }, pattern);
    }
  });
});

function wanted(files: readonly string[], patterns: TreePatterns): string[] {
  const filter = treeFilter(patterns);
  const kept = files.filter((file) => {
    const parts = file.split("/");
    let state: DirectoryState = {};
    for (let depth = 1; depth < parts.length; depth++) {
      const verdict = filter(parts.slice(0, depth).join("/"), true, state);
      if (!verdict.isEntered) return false;
      state = verdict.state;
    }
    return filter(file, false, state).isWanted;
  });
  return kept.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
