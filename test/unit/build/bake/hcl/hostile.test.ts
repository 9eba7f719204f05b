import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { evaluatedFiles } from "../../../../../src/build/bake/hcl/evaluated-files.ts";
import { standardFunctions } from "../../../../../src/build/bake/hcl/functions/standard.ts";
import { isNerdError, type NerdError } from "../../../../../src/errors.ts";

const functions = standardFunctions({ homeDirectory: "/root", now: () => new Date(0) });

function evaluated(text: string, file = "docker-bake.hcl", environment: Readonly<Record<string, string>> = {}) {
  return evaluatedFiles([{ file, text }], { environment, builtIn: {}, functions });
}

/** What it fails with; nothing where it is right. Anything but a NerdError is thrown on. */
function failure(text: string, file?: string, environment?: Readonly<Record<string, string>>): NerdError | undefined {
  try {
    evaluated(text, file, environment);
    return undefined;
  } catch (error) {
    if (isNerdError(error)) return error as NerdError;
    throw error;
  }
}

const target = (value: string) => `target "default" {\n  args = { A = ${value} }\n}\n`;

describe("what is wrong with a bake file", () => {
  const cases: readonly (readonly [what: string, text: string, message: string, hint?: string])[] = [
    ["a text without an end", 'target "a" {\n  tags = ["a]\n}', "2:11: this text has no closing quote on its line"],
    ["a block without an end", 'target "a" {\n', "2:1: the name of an attribute or a block is missing, found the end"],
    ["an unknown variable", `${target("TGA")}variable "TAG" {}\n`, "2:16: no such variable: TGA", "did you mean TAG?"],
    ["an unknown function", target('uper("a")'), "2:16: no such function: uper", "did you mean upper?"],
    ["an unknown target", target("target.defalt.tags"), "2:16: no such target: defalt", "did you mean default?"],
    ["an unknown block", 'taget "a" {}\n', "1:1: there is no block taget", "did you mean target?"],
    ["an unknown field", 'target "a" {\n  tag = ["x"]\n}', "2:3: the target a has no field tag", "did you mean tags?"],
    [
      "a block where an attribute is meant",
      'target "a" {\n  args {\n  }\n}',
      "2:3: a target has no block args",
      "write args = { … }",
    ],
    ["a function that is called wrongly", target('upper("a", "b")'), "2:16: upper: it takes 1 argument, not 2"],
    ["a list that is filled in", target('"x${[1]}"'), "2:20: what is filled in is a list, no text"],
    ["null that is filled in", target('"x${null}"'), "2:20: what is filled in is null, no text"],
    [
      "two values on a line",
      target("1 B = 2"),
      "2:18: a comma or the end of the line is missing after a value of an object, found B",
    ],
    [
      "two attributes of a block on one line",
      'target "a" { context = "." tags = [] }\n',
      "1:28: a block that begins on the line of its { has one attribute, and } behind it, found tags",
    ],
    ["single quotes", target("'a'"), `2:16: "'" means nothing here`, 'texts stand in double quotes: "…"'],
    ["a key that is there twice", "a = 1\na = 2\n", "2:1: a is there twice"],
    [
      "variables that need each other",
      'variable "A" { default = B }\nvariable "B" { default = A }\n',
      "2:26: the variable A needs its own value",
    ],
    [
      "targets that need each other's fields",
      'target "a" { target = target.b.target }\ntarget "b" { target = target.a.target }\n',
      "2:23: target.a.target needs its own value",
    ],
    [
      "a function that needs itself",
      `function "f" {\n  params = [x]\n  result = f(x)\n}\n${target("f(1)")}`,
      "3:12: f: it needs itself",
    ],
    ["a division by zero", target("1 / 0"), "2:16: this divides by zero"],
    ["a heredoc without an end", target("<<EOT\nx\n"), "2:16: there is no line EOT that ends this text"],
    ["an endif of nothing", target('"%{ endif }"'), "2:17: nothing is open that %{ endif } could be of"],
    ["an index that is not there", target('["a"][1]'), "2:16: this list has 1 values, and none at 1"],
    [
      "a number too large to be exact",
      target("12345678901234567890"),
      "2:16: a number this large is not exact: 12345678901234567890",
      "write it as a text, in quotes",
    ],
    ["a comment without an end", "/* x", "1:1: this comment has no end"],
    [
      "a validation that does not hold",
      'variable "V" {\n  default = "x"\n  validation {\n    condition = V != "x"\n    error_message = "no x"\n  }\n}\n',
      "4:17: the variable V is not valid: no x",
    ],
  ];
  for (const [what, text, message, hint] of cases) {
    it(`is told with its place: ${what}`, () => {
      const error = failure(text);
      assert.deepEqual(
        [error?.code, error?.message, error?.hint],
        ["BAKE_INVALID", `docker-bake.hcl:${message}`, hint ?? error?.hint],
      );
      assert.match(error?.stderr ?? "", /^ +\d+ \| >>> /m);
    });
  }

  it("is told with its place in JSON, too", () => {
    const error = failure('{\n  "target": { "a": { "tags": ["${x"] } }\n}', "docker-bake.json");
    assert.equal(error?.code, "BAKE_INVALID");
    assert.match(error?.message ?? "", /^docker-bake\.json:2:31: /);
    assert.match(
      failure("{ nothing", "docker-bake.json")?.message ?? "",
      /^docker-bake\.json:1:3: a key is missing, found n/,
    );
  });

  const types: readonly (readonly [type: string, given: Readonly<Record<string, string>>, value: string | RegExp])[] = [
    ["list(string)", { V: 'a,"b,c"' }, '["a","b,c"]'],
    ["list(number)", { V: "1,2" }, "[1,2]"],
    ["list(number)", { V: "1,x" }, /no number/],
    ["bool", { V: "T" }, "true"],
    ["bool", { V: "maybe" }, /neither true nor false/],
    ["set(string)", { V: "b,a,b" }, '["a","b"]'],
    ["map(string)", { V: "k:v,l:w:x" }, '{"k":"v","l":"w:x"}'],
    ["tuple([string, number])", { V: "a,2" }, '["a",2]'],
    ["object({ a = string, b = optional(number) })", { V_JSON: '{"a": 1}' }, '{"a":"1","b":null}'],
    ["object({ a = string })", { V_JSON: "{}" }, /a is missing/],
    ["object({ a = string })", { V: "x" }, /given as JSON/],
    ["string", { V: "x", V_JSON: '"y"' }, "y"],
    ["strng", {}, /this is no type/],
  ];
  for (const [type, environment, value] of types) {
    it(`is not what the environment gives a variable of type ${type}: ${JSON.stringify(environment)}`, () => {
      const text = `variable "V" {\n  type = ${type}\n}\n`;
      if (typeof value === "string") assert.equal(evaluated(text, "a.hcl", environment).variables[0]?.value, value);
      else assert.match(failure(text, "a.hcl", environment)?.message ?? "", value);
    });
  }
});

describe("a hostile bake file", () => {
  const deep = 100_000;
  const hostile: readonly (readonly [what: string, text: string])[] = [
    ["parentheses in each other", target("(".repeat(deep))],
    ["lists in each other", target("[".repeat(deep))],
    ["templates in each other", target('"${'.repeat(deep))],
    ["blocks in each other", "a {\n".repeat(deep)],
    ["signs", target("-".repeat(deep))],
    ["a sum", target(Array(deep).fill("1").join("+"))],
    ["conditions", target("1 ? ".repeat(deep))],
    ["indices", target(`x${"[0]".repeat(deep)}`)],
    ["directives", target(`"${"%{ if true }".repeat(10_000)}"`)],
    [
      "texts that double",
      Array.from({ length: 40 }, (_, i) => `v${i + 1} = "\${v${i}}\${v${i}}"\n`).join("") +
        'v0 = "x"\n' +
        target("v40"),
    ],
    ["loops in loops", target(`[${"for a in range(1000) : [".repeat(4)}1${"]".repeat(4)}]`)],
    [
      "a long chain of variables",
      Array.from({ length: 20_000 }, (_, i) => `v${i} = v${i + 1}\n`).join("") + target("v0"),
    ],
    ["a matrix of many", 'target "a" {\n  matrix = { a = range(1000), b = range(1000) }\n  name = "a-${a}-${b}"\n}\n'],
    ["a large file", `# ${"x".repeat(2 << 20)}`],
  ];
  for (const [what, text] of hostile) {
    it(`ends in an error: ${what}`, () => assert.equal(failure(text)?.code, "BAKE_INVALID"));
  }

  const words = [
    ...[
      'target "a" ',
      'variable "V" ',
      'function "f" ',
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      "=",
      "==",
      "=>",
      "\n",
      '"',
      "${",
      "%{",
      "~",
      "$${",
    ],
    ...[
      "if ",
      "else ",
      "endif ",
      "for ",
      "in ",
      "endfor ",
      "a",
      "x.y",
      "V",
      "f(",
      "upper(",
      "1",
      "1.5e3",
      "null",
      "true",
      "? ",
      ": ",
    ],
    ...[
      "<<EOT\n",
      "<<-EOT\n",
      "\nEOT\n",
      "#",
      "//",
      "/*",
      "*/",
      "\\",
      "\\u00",
      "é",
      "\ufeff",
      "args = ",
      "matrix = ",
      "name = ",
      "...",
      ",",
      "-",
      "!",
      "&&",
      "[*]",
      ".*",
    ],
  ];

  it("of any words ends, in nothing but a NerdError", () => {
    const text = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((each) => each.join(""));
    fc.assert(
      fc.property(text, (made) => {
        failure(made);
        failure(target(made));
        failure(made, "a.json");
      }),
      { numRuns: 500 },
    );
  });

  it("of any text ends, in nothing but a NerdError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (made) => void failure(made)),
      { numRuns: 300 },
    );
  });

  it("has texts as they were, whatever is in them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const written = JSON.stringify(text)
          .replace(/\$\{/g, "$$$${")
          .replace(/%\{/g, "%%{")
          .replace(/\\([bf])/g, (_, c) => (c === "b" ? "\\u0008" : "\\u000c"));
        const { targets } = evaluated(target(written));
        assert.equal(targets.get("default")?.args?.["A"], text);
      }),
      { numRuns: 200 },
    );
  });
});
