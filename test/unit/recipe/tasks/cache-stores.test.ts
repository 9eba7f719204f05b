import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cacheRegistries } from "../../../../src/recipe/tasks/cache-stores.ts";

describe("the stores of --cache", () => {
  test("are registries, by name, in the order they are asked; the local store needs no name", () => {
    const cases: readonly [text: string, ...stores: readonly string[]][] = [
      [""],
      ["local"],
      [" local , "],
      ["registry://example.com/team/cache", "example.com team/cache rw"],
      ["registry://example.com:5000/cache/", "example.com:5000 cache rw"],
      ["registry://[::1]:5000/a.b_c-d/e?mode=ro", "[::1]:5000 a.b_c-d/e ro"],
      ["local,registry://a/x?mode=rw, registry://b/y?mode=ro", "a x rw", "b y ro"],
    ];
    for (const [text, ...stores] of cases) {
      const found = cacheRegistries(text).map(
        ({ domain, repository, canWrite }) => `${domain} ${repository} ${canWrite ? "rw" : "ro"}`,
      );
      assert.deepEqual(found, stores, text);
    }
  });

  test("are refused by name where they are none, also among others", () => {
    for (const store of [
      ...["remote", "https://example.com/cache", "registry://example.com", "registry://example.com/"],
      ...["registry:///cache", "registry://user:word@example.com/cache", "registry://example.com/Cache"],
      ...["registry://example.com/cache?mode=wo", "registry://example.com/cache?mode=ro&ttl=1d"],
      "registry://example.com/cache:tag",
    ]) {
      const message = `not a store of results: ${store}`;
      assert.throws(() => cacheRegistries(`local,${store},registry://a/x`), { code: "INVALID_VALUE", message });
    }
  });
});
