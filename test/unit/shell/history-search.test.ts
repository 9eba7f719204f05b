import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { fuzzyMatcher, searchedText } from "../../../src/shell/fuzzy-match.ts";
import { HistorySearch } from "../../../src/shell/history-search.ts";

const key = (name: string, text = "") => ({ name, text });

function searching(entries: readonly string[], query: string): HistorySearch {
  const search = new HistorySearch(entries);
  for (const letter of query) search.press(key("text", letter));
  return search;
}

/** All that it finds, the best first. */
function found(entries: readonly string[], query: string): string[] {
  const search = searching(entries, query);
  const texts: string[] = [];
  while (search.match !== undefined && search.match !== texts.at(-1)) {
    texts.push(search.match);
    search.press(key("ctrl-r"));
  }
  return texts;
}

describe("a search of the history", () => {
  test("finds letters in their order, words in any, and the best first", () => {
    const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      ["run", ["trunk()", "rm the tun", "run a", "rn"], ["run a", "trunk()", "rm the tun"]],
      ["rnx", ["run nginx", "ps -a"], ["run nginx"]],
      ["nginx run", ["run redis", "run nginx", "rm nginx"], ["run nginx"]],
      ["gC", ["getContainer()", "get(c)"], ["getContainer()"]],
      ["gc", ["magic", "getContainer()"], ["getContainer()", "magic"]],
      ["zz", ["run nginx"], []],
      [" ", ["run nginx"], []],
    ];
    for (const [query, entries, expected] of cases) assert.deepEqual(found(entries, query), expected, query);
  });

  test("has the newest first of those that are as good, and each once", () => {
    assert.deepEqual(found(["ps 1", "ps 2", "ps 1", "ps 3"], "ps"), ["ps 3", "ps 1", "ps 2"]);
  });

  test("goes back, shows what comes next, and where the letters are", () => {
    const search = searching(["const a = 1;\nb()", "rm nginx", "run nginx"], "nx");
    search.press(key("ctrl-r"));
    assert.equal(search.match, "rm nginx");
    search.press(key("down"));
    assert.deepEqual(search.view(), {
      prompt: "(search) nx: ",
      spans: [
        { text: "run ngi", style: "plain" },
        { text: "nx", style: "match" },
      ],
      cursor: 7,
      below: ["rm nginx"],
    });
    assert.deepEqual(searching(["const a = 1;\nb()", "b"], "b").view().below, ["const a = 1;⏎ b()"]);
    assert.equal(searching(["run"], "q").view().prompt, "(search: none) q: ");
    assert.equal(search.press(key("ctrl-g")), "given up");
    assert.equal(search.press(key("right")), "accepted");
  });

  test("marks letters of the query, in order, wherever it finds anything; and finds all that has them", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."abAB(. ") });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom("a", "b", "A"), minLength: 1 }), (text, word) => {
        const isExact = /[A-Z]/.test(word);
        const searched = isExact ? text : text.toLowerCase();
        const isThere = new RegExp([...word].join(".*")).test(searched);
        const match = fuzzyMatcher(word)!(searchedText(text));
        assert.equal(match !== undefined, isThere);
        if (match !== undefined) assert.equal(match.positions.map((at) => searched[at]).join(""), word);
      }),
    );
  });

  test("takes a key among 10,000 entries in a moment", () => {
    const entries = Array.from(
      { length: 10_000 },
      (_, i) => `await run("nginx:${i}", { publish: "${i}:80", name: "w${i}" })`,
    );
    const search = new HistorySearch(entries);
    const began = performance.now();
    for (const letter of "rnpubw99") search.press(key("text", letter));
    const elapsedMs = performance.now() - began;
    assert.ok(elapsedMs < 8_000, `${elapsedMs} ms`);
    assert.match(search.match ?? "", /99/);
  });
});
