import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { xmlAttributes, xmlText } from "../../../../src/ui/tasks/junit/xml-text.ts";

describe("text in XML", () => {
  test("shows controls by their pictures, and what is no character as a replacement", () => {
    assert.equal(xmlText("a\0\x1b[1m\x0c\t\n\ud800\ufffe😀"), "a␀␛[1m␌\t\n\ufffd\ufffd😀");
  });

  test("keeps every character that XML can have, in content and in attributes", () => {
    // XML 1.0, "Characters".
    const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
    const anything = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(fc.oneof(anything, fc.string({ unit: fc.constantFrom(..."<>&\"'\n\t\r\0]é😀\ud800") })), (text) => {
        const content = xmlText(text);
        const attribute = /^ a="(.*)"$/s.exec(xmlAttributes({ a: text }))?.[1] ?? "";
        assert.match(content, allowed);
        assert.match(attribute, allowed);
        assert.doesNotMatch(content, /[<>\r]|&(?!(amp|lt|gt|#13);)/);
        assert.doesNotMatch(attribute, /[<>"\r\n\t]|&(?!(amp|lt|gt|quot|#13|#10|#9);)/);
        if (allowed.test(text)) assert.deepEqual([decoded(content), decoded(attribute)], [text, text]);
      }),
    );
  });
});

function decoded(text: string): string {
  const entities: Record<string, string> = {
    ...{ "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#13;": "\r", "&#10;": "\n", "&#9;": "\t", "&amp;": "&" },
  };
  return text.replace(/&#?\w+;/g, (entity) => entities[entity] ?? entity);
}
