import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SecretMasker, secretPatterns } from "../../../src/secrets/secret-masker.ts";

function masked(secret: string, text: string): string {
  const patterns = secretPatterns([secret]);
  const masker = new SecretMasker(() => patterns);
  return Buffer.concat([masker.write(Buffer.from(text)), masker.end()]).toString();
}

const secret = fc.string({ unit: "grapheme", minLength: 6, maxLength: 40 }).filter((text) => !text.includes("*"));

describe("a secret is hidden", () => {
  const encodings: Readonly<Record<string, (text: string) => string>> = {
    JSON: (text) => JSON.stringify(text).slice(1, -1),
    "a URL's component": encodeURIComponent,
    "a URL's component in small letters": (text) =>
      encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
    "a form": (text) => new URLSearchParams({ _: text }).toString().slice(2).replaceAll("*", "%2A"),
    "single quotes": (text) => text.replaceAll("'", `'\\''`),
    "double quotes": (text) => text.replace(/["\\$`]/g, "\\$&"),
    "base64 at its end": (text) => Buffer.from(text).toString("base64").replace(/=+$/, ""),
    "base64 for URLs": (text) => Buffer.from(text).toString("base64url"),
  };
  for (const [name, encode] of Object.entries(encodings)) {
    test(`in ${name}`, () => {
      const property = fc.property(secret, (text) => assert.match(masked(text, `<${encode(text)}>`), /^<\*\*\*=*>$/));
      fc.assert(property, { examples: [["  ~   "], ["it's (50 %) off!"]] });
    });
  }

  test("in base64, wherever it stands in what was encoded, but for what its neighbours decide", () => {
    const text = fc.string({ unit: "binary-ascii", minLength: 6, maxLength: 30 });
    const around = fc.string({ unit: "binary-ascii", maxLength: 7 });
    const property = fc.property(text, around, around, fc.boolean(), (inner, before, after, isForUrls) => {
      const bytes = Buffer.from(before + inner + after);
      const shown = masked(inner, bytes.toString(isForUrls ? "base64url" : "base64"));
      assert.ok(shown.includes("***"), shown);
      const [left = "", right = ""] = [shown.slice(0, shown.indexOf("***")), shown.slice(shown.lastIndexOf("***") + 3)];
      assert.ok(left.length <= Math.ceil((before.length * 8) / 6), shown);
      const decided = Math.floor(((before + inner).length * 8) / 6);
      assert.ok(right.replace(/=+$/, "").length <= Math.ceil((bytes.length * 8) / 6) - decided, shown);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test("in the lines of `base64`", () => {
    const key = Array.from({ length: 9 }, (_, i) => `line ${i} ${"qwertyuiop".repeat(4)}`).join("\n");
    const lines = execFileSync("base64", { input: key }).toString().trimEnd().split("\n");
    assert.ok(lines.length > 5);
    assert.match(masked(key, `${lines.join("\n")}\n`), /^(\*\*\*\n?)+=*\n$/);
  });

  test("as `printf %q` writes it", () => {
    const text = `a b"c'd$e\`f\\g`;
    const quoted = execFileSync("bash", ["-c", 'printf %q "$1"', "bash", text]).toString();
    assert.equal(masked(text, quoted), "***");
  });
});
