import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseGitReference, shownUrl } from "../../../../src/compose/remote/git-reference.ts";

describe("a place in a Git repository", () => {
  for (const [text, url, ref, path, name] of [
    ["https://h/team/shop.git", "https://h/team/shop.git", undefined, "", "shop"],
    ["https://h/shop.git#v1", "https://h/shop.git", "v1", "", "shop"],
    ["https://h/shop.git#main:deploy/eu/", "https://h/shop.git", "main", "deploy/eu", "eu"],
    ["https://h/shop.git#:deploy/base.yaml", "https://h/shop.git", undefined, "deploy/base.yaml", "deploy"],
    ["https://h/shop.git#feature/a:base.yml", "https://h/shop.git", "feature/a", "base.yml", "shop"],
    ["git@h:team/shop.git#:x", "git@h:team/shop.git", undefined, "x", "x"],
    ["git@h:shop.git", "git@h:shop.git", undefined, "", "shop"],
    ["ssh://git@h/team/shop", "ssh://git@h/team/shop", undefined, "", "shop"],
    ["github.com/team/shop#v1", "https://github.com/team/shop.git", "v1", "", "shop"],
  ] as const) {
    test(`is read from ${text}`, () => assert.deepEqual(parseGitReference(text), { url, ref, path, name }));
  }

  for (const text of [
    "https://h/shop",
    "https://h/shop.git#--upload-pack=x",
    "https://h/shop.git#a b",
    "https://h/shop.git#a..b",
    "https://h/shop.git#:../etc",
    "https://h/shop.git#:/etc",
  ]) {
    test(`is not ${text}`, () => assert.throws(() => parseGitReference(text), { code: "INVALID_VALUE" }));
  }

  test("is shown without what lets its reader in", () => {
    assert.equal(
      shownUrl("fatal: 'https://me:token@h/shop.git' and git@h:x"),
      "fatal: 'https://h/shop.git' and git@h:x",
    );
  });
});
