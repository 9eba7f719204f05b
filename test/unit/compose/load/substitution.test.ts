import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { substitute, variablesOf } from "../../../../src/compose/load/substitution.ts";

const variables: Readonly<Record<string, string>> = { SET: "value", EMPTY: "" };
const unset: string[] = [];
const fill = (text: string) =>
  substitute(text, { lookup: (name) => variables[name], onUnset: (name) => unset.push(name) }, ["a", 0]);

describe("substitute", () => {
  for (const [template, expected] of [
    ["$SET", "value"],
    ["${SET}", "value"],
    ["$SETX", ""],
    ["a$SET.b", "avalue.b"],
    ["$$SET", "$SET"],
    ["$$$SET", "$value"],
    ["${NO:-x}", "x"],
    ["${NO-x}", "x"],
    ["${EMPTY:-x}", "x"],
    ["${EMPTY-x}", ""],
    ["${SET:+x}", "x"],
    ["${NO:+x}", ""],
    ["${EMPTY:+x}", ""],
    ["${EMPTY+x}", "x"],
    ["${SET:?no}", "value"],
    ["${EMPTY?no}", ""],
    ["${NO:-${SET}}", "value"],
    ["${NO:-${ALSO:-deep ${SET}}}", "deep value"],
    ["${NO:-{a}}", "{a}"],
    ["$5 and $ and 5$", "$5 and $ and 5$"],
    ["${NO:-$$}", "$"],
  ] as const) {
    test(`makes ${JSON.stringify(expected)} of ${template}`, () => assert.equal(fill(template), expected));
  }

  test("tells which variables are not set", () => {
    unset.length = 0;
    fill("$ONE ${TWO} ${THREE:-x}");
    assert.deepEqual(unset, ["ONE", "TWO"]);
  });

  for (const [template, message] of [
    ["${NO:?say it}", "needs the variable NO: say it"],
    ["${EMPTY:?}", "needs the variable EMPTY"],
    ["${NO?${SET}}", "needs the variable NO: value"],
    ["${", 'has an invalid variable in "${"'],
    ["${}", 'has an invalid variable in "${}"'],
    ["${1}", 'has an invalid variable in "${1}"'],
    ["${A!B}", 'has an invalid variable in "${A!B}"'],
    ["${A", 'has an invalid variable in "${A"'],
  ] as const) {
    test(`refuses ${template}`, () => assert.throws(() => fill(template), { message, path: ["a", 0] }));
  }
});

test("variablesOf finds names inside defaults", () => {
  assert.deepEqual(
    variablesOf("$A ${B:-${C}} $$D ${E:?no}").map(({ name, operator, argument }) => [name, operator, argument]),
    [
      ["A", "", ""],
      ["B", ":-", "${C}"],
      ["C", "", ""],
      ["E", ":?", "no"],
    ],
  );
});
