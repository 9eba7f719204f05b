import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseGlob } from "../../../../src/task/cache/glob.ts";
import { IgnoreRules } from "../../../../src/task/cache/ignore-rules.ts";

describe("a glob", () => {
  for (const [pattern, path, expected] of [
    ["src/**", "src/a/b.ts", true],
    ["src/**/*.ts", "src/b.ts", true],
    ["src/**/*.ts", "src/a/b/c.ts", true],
    ["src/*.ts", "src/a/b.ts", false],
    ["**/*.{ts,js}", "b.js", true],
    ["**/*.{ts,js}", "b.json", false],
    ["file.[ch]", "file.c", true],
    ["file.[!ch]", "file.c", false],
    ["a?.txt", "a1.txt", true],
    ["src", "src/deep/a.ts", true],
    ["src", "srcs/a.ts", false],
    ["./src/", "src/a.ts", true],
    [".", "any/where", true],
    ["a+(b).txt", "a+(b).txt", true],
  ] as const) {
    test(`${pattern} ${expected ? "matches" : "leaves"} ${path}`, () => {
      assert.equal(parseGlob(pattern).matches(path), expected);
    });
  }

  test("knows where to look", () => {
    assert.deepEqual(
      ["src/a/*.ts", "*.ts", "src/{a,b}/c", "src/a.ts"].map((pattern) => parseGlob(pattern).base),
      ["src/a", "", "src", "src/a.ts"],
    );
  });
});

describe("any glob", () => {
  const name = fc.stringMatching(/^[a-z.+() -]{1,6}$/).filter((text) => text.trim() !== "" && !/^\.+$/.test(text));
  const path = fc.array(name, { minLength: 1, maxLength: 5 });

  test("matches the path that it was made of, by names, stars, question marks and braces", () => {
    const kinds = fc.array(fc.constantFrom("name", "*", "?", "{}", "**"), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(path, kinds, (names, chosen) => {
        const pattern = names.map((part, at) => {
          if (chosen[at] === "?") return `?${part.slice(1)}`;
          if (chosen[at] === "{}") return `{zz,${part}}`;
          return chosen[at] === "name" ? part : (chosen[at] ?? part);
        });
        const written = pattern.join("/");
        // A dot alone is the directory itself, and blanks at an end are not a name's.
        assert.ok(parseGlob(written).matches(names.join("/")), written);
      }),
    );
  });

  test("of one star stays within its directory", () => {
    fc.assert(fc.property(path, (names) => parseGlob("*").matches(names.join("/")) === (names.length === 1)));
  });
});

describe("a .gitignore", () => {
  const rules = new IgnoreRules("# comment\n*.log\n!keep.log\n/dist\nbuild/\ndocs/*.tmp\n\\#name\n");
  for (const [path, isDirectory, expected] of [
    ["a.log", false, true],
    ["deep/a.log", false, true],
    ["keep.log", false, false],
    ["dist", true, true],
    ["deep/dist", true, undefined],
    ["deep/build", true, true],
    ["build", false, undefined],
    ["docs/a.tmp", false, true],
    ["x/docs/a.tmp", false, undefined],
    ["#name", false, true],
  ] as const) {
    test(`says of ${path}${isDirectory ? "/" : ""}: ${expected ?? "nothing"}`, () => {
      assert.equal(rules.ignores(path, isDirectory), expected);
    });
  }
});
