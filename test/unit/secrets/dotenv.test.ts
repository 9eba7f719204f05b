import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseDotenv } from "../../../src/secrets/dotenv.ts";

const read = (text: string, around = {}) => parseDotenv(text, ".env", around);

describe("a .env file", () => {
  const cases: readonly [name: string, text: string, variables: Record<string, string>][] = [
    ["has a variable a line", "A=1\nB=two words\n\nC=", { A: "1", B: "two words", C: "" }],
    ["may have `export` and blanks around names", "export A=1\n  B = 2  \n", { A: "1", B: "2" }],
    [
      "has comments, after a blank",
      "# one\nA=1 # two\nB=a#b\nC='x' # three\nD= # four",
      { A: "1", B: "a#b", C: "x", D: "" },
    ],
    ["keeps what single quotes have", "A='a\"b $HOME \\n'", { A: 'a"b $HOME \\n' }],
    ["reads escapes in double quotes", 'A="a\\nb\\t\\"c\\" \\\\ \\$A"', { A: 'a\nb\t"c" \\ $A' }],
    [
      "has values of several lines",
      "A='one\ntwo'\nB=\"three\nfour\"\nC=5",
      { A: "one\ntwo", B: "three\nfour", C: "5" },
    ],
    ["may end its lines as Windows does", "A=1\r\nB='2'\r\nC=\"3\"\r\n", { A: "1", B: "2", C: "3" }],
    [
      "expands variables",
      'A=1\nB=$A-${A}\nC="${NONE:-x${A}}"\nD=\\$A\nE=${HOME}',
      { A: "1", B: "1-1", C: "x1", D: "$A", E: "/h" },
    ],
    ["has names without a value for those that are there already", "A\nB=1", { B: "1" }],
    ["may begin with a byte order mark", "\uFEFFA=1", { A: "1" }],
    ["keeps `=` and quotes inside of a value", "A=b=c\nB=it's", { A: "b=c", B: "it's" }],
  ];
  for (const [name, text, variables] of cases) {
    test(name, () => assert.deepEqual(read(text, { HOME: "/h" }), variables));
  }

  test("is refused by the number of the line, without what stands there", () => {
    assert.throws(
      () => read("A=1\nB='open\n\n"),
      (error: Error & { code: string }) => {
        assert.equal(error.code, "INVALID_VALUE");
        assert.equal(error.message, "line 2 is no NAME=value: .env");
        return true;
      },
    );
  });
});
