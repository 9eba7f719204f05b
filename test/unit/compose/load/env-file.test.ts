import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseEnvFile } from "../../../../src/compose/load/env-file.ts";

const lookup = (name: string) => ({ HOME: "/home/ada" })[name];

describe("parseEnvFile", () => {
  for (const [text, expected] of [
    ["A=1\nB=2", { A: "1", B: "2" }],
    ["# c\n\n  A = 1  ", { A: "1" }],
    ["export A=1", { A: "1" }],
    ["A=x # c", { A: "x" }],
    ["A=x#c", { A: "x#c" }],
    ['A="x # c" # d', { A: "x # c" }],
    ["A='$B \\n'", { A: "$B \\n" }],
    ["A='it\\'s'", { A: "it's" }],
    ['A="a\\nb\\t\\"q\\" \\$x"', { A: 'a\nb\t"q" $x' }],
    ['A="one\ntwo"\nB=3', { A: "one\ntwo", B: "3" }],
    ["A: yaml", { A: "yaml" }],
    ["A=1\nB=${A}-$A-${C:-d}", { A: "1", B: "1-1-d" }],
    ["HOME\nNOTHING", { HOME: "/home/ada" }],
    ["A=", { A: "" }],
    ["A=1\nA=2", { A: "2" }],
    ["\ufeffA=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["A.b-c[0]=1", { "A.b-c[0]": "1" }],
    ["A=a=b", { A: "a=b" }],
    ["B=it's", { B: "it's" }],
    ['A=\\$HOME\nB="\\$HOME"', { A: "\\/home/ada", B: "$HOME" }],
    ['A="${NONE:-x${HOME}}"', { A: "x/home/ada" }],
    ["A='one\ntwo'\r\nB='2'\r\n", { A: "one\ntwo", B: "2" }],
  ] as const) {
    test(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseEnvFile(text, lookup), expected));
  }

  for (const [text, message] of [
    ["A=1\nB C=2", "line 2: a variable's name has a space: B C"],
    ["A=1\n\n%=2", "line 3: a variable's name has a character that it cannot have: %"],
    ['A="open\nB=2', "line 1: a quote is not closed"],
    ["A=${", "line 1: has an invalid variable"],
  ] as const) {
    test(`refuses ${JSON.stringify(text)} by line`, () => assert.throws(() => parseEnvFile(text, lookup), { message }));
  }
});
