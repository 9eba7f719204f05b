import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import stringWidth from "string-width";
import { fitText, textWidth, wrapText } from "../../../src/ui/text-width.ts";

describe("the width of a text", () => {
  const cases: readonly [text: string, columns: number][] = [
    ["", 0],
    ["nginx", 5],
    ["/docker-entrypoint.…", 20],
    ["größe", 5],
    ["e\u0301", 1],
    ["日本", 4],
    ["한국어", 6],
    ["ｆｕｌｌ", 8],
    ["ｶﾅ", 2],
    ["🐳", 2],
    ["👩‍🚀", 2],
    ["👍🏽", 2],
    ["🇩🇪🇫🇷", 4],
    ["❤️", 2],
    ["\x1b[31mred\x1b[39m", 3],
    ["a\u200bb", 2],
  ];
  for (const [text, columns] of cases) {
    test(`${JSON.stringify(text)} takes ${columns}`, () => assert.equal(textWidth(text), columns));
  }

  test("is what string-width says, for texts of many scripts", () => {
    const letters = "abc ÄÖß… ŁĘ Ωμ Жук 日本語テキスト 한국 中文。「」 ไทย עברית 🐳🚀😀 ①→█".split("");
    const characters = [...new Intl.Segmenter().segment(letters.join(""))].map(({ segment }) => segment);
    const text = fc.array(fc.constantFrom(...characters)).map((parts) => parts.join(""));
    fc.assert(fc.property(text, (any) => assert.equal(textWidth(any), stringWidth(any))));
  });
});

describe("a text that is made to fit", () => {
  test("stays where there is room, and else ends in an ellipsis", () => {
    assert.equal(fitText("nginx", 5), "nginx");
    assert.equal(fitText("nginx", 4), "ngi…");
    assert.equal(fitText("nginx", 0), "");
  });

  test("never takes more columns than there are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, columns) => {
        assert.ok(textWidth(fitText(text, columns)) <= columns);
      }),
    );
  });
});

describe("a text that is wrapped", () => {
  test("breaks at blanks and keeps its indentation; a word that is too long stays whole", () => {
    assert.equal(
      wrapText("one two three\n  日本 four https://example.com", 8),
      "one two\nthree\n  日本\n  four\n  https://example.com",
    );
    assert.equal(wrapText("const a =  1;", 13), "const a =  1;");
  });
});
