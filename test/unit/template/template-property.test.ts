import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isNerdError } from "../../../src/errors.ts";
import { quoteWith } from "../../../src/template/go-quote.ts";
import { unquote } from "../../../src/template/literal.ts";
import { Template } from "../../../src/template/template.ts";

const words = ["{{", "}}", "{{-", "-}}", " ", ".", ".A", "$", "$x", ":=", "=", "|", "(", ")", ",", "if", "else"];
const more = [
  "end",
  "range",
  "with",
  "define",
  "template",
  "block",
  "break",
  '"a"',
  "`b`",
  "'c'",
  "1",
  "len",
  "/*",
  "*/",
];
const scrambled = fc.array(fc.constantFrom(...words, ...more), { maxLength: 24 }).map((parts) => parts.join(""));
const wellFormed = fc.string({ unit: "grapheme" });

describe("any template", () => {
  test("gives a text or INVALID_TEMPLATE, whatever it is made of", () => {
    fc.assert(
      fc.property(fc.oneof(scrambled, fc.string()), fc.jsonValue(), (template, data) => {
        try {
          assert.equal(typeof new Template(template).execute(data), "string");
        } catch (error) {
          assert.ok(isNerdError(error, "INVALID_TEMPLATE"), `${template}: ${String(error)}`);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("without an action is its own output", () => {
    const plain = fc.string().filter((text) => !text.includes("{{"));
    fc.assert(fc.property(plain, (text) => assert.equal(new Template(text).execute({}), text)));
  });

  test("prints every text that it is given as it is", () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(new Template("{{.}}").execute(text), text)));
  });

  test("writes JSON that reads back as the same data", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (data) => {
        const read = JSON.parse(new Template("{{json .}}").execute(data)) as unknown;
        assert.deepEqual(read, JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  test("reads back what printf quotes", () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const quoted = new Template('{{printf "%q" .}}').execute(text);
        assert.equal(unquote(quoted), text);
        assert.equal(new Template(`{{${quoted}}}`).execute({}), text);
        assert.equal(unquote(quoteWith('"', text, { ascii: true })), text);
      }),
    );
  });

  test("goes over every element in order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (numbers) => {
        const template = new Template("{{range $i, $v := .}}{{if $i}},{{end}}{{$v}}{{end}}");
        assert.equal(template.execute(numbers), numbers.map((number) => number || 0).join(","));
      }),
    );
  });
});
