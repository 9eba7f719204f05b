import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NerdError } from "../../../src/errors.ts";
import { Template } from "../../../src/template/template.ts";

const container = {
  ID: "4a5c",
  Names: "web",
  Image: "nginx",
  State: { Status: "running", Health: null },
  Label: (key: string) => `value of ${key}`,
};

/** The message and the hint of what goes wrong in parsing or executing. */
function complaint(template: string): string {
  try {
    new Template(template).execute(container);
  } catch (error) {
    assert.ok(error instanceof NerdError, String(error));
    assert.equal(error.code, "INVALID_TEMPLATE");
    return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
  }
  return "nothing";
}

describe("a template that is wrong", () => {
  const cases: readonly [template: string, complaint: string][] = [
    ["{{.Nmaes}}", "template, line 1, column 3: no such field: Nmaes (did you mean .Names?)"],
    [
      "{{.Xyzzy}}",
      "template, line 1, column 3: no such field: Xyzzy (known fields: .ID, .Names, .Image, .State, .Label)",
    ],
    ["{{.ID}}\n  {{ .State.Statu }}", "template, line 2, column 6: no such field: Statu (did you mean .Status?)"],
    [
      "日本 {{.Nope}}",
      "template, line 1, column 6: no such field: Nope (known fields: .ID, .Names, .Image, .State, .Label)",
    ],
    ["{{uper .ID}}", "template, line 1, column 3: unknown function uper (did you mean upper?)"],
    ["{{$name := .ID}}{{$nmae}}", "template, line 1, column 19: undefined variable $nmae (did you mean $name?)"],
    ["{{.ID", "template, line 1, column 1: action is not closed (end it with }})"],
    ['{{"open}}', "template, line 1, column 3: quote is not closed"],
    ["{{/* open }}", "template, line 1, column 1: comment is not closed"],
    ["{{if .ID}}x", "template, line 1, column 3: if is not closed (end it with {{end}})"],
    ["x{{end}}", "template, line 1, column 4: unexpected end in template: nothing is open here"],
    ["{{if}}x{{end}}", "template, line 1, column 5: missing value for if"],
    ["{{}}", "template, line 1, column 3: missing value for command"],
    ["{{(upper .ID}}", "template, line 1, column 13: unexpected }} in parentheses, where ) is missing"],
    ["{{upper}}", "template, line 1, column 3: upper takes 1 argument, not 0"],
    ["{{.Label}}", "template, line 1, column 3: Label takes 1 argument, not 0"],
    ['{{.ID "x"}}', "template, line 1, column 3: ID is a string, not a method, and takes no arguments"],
    ["{{.ID.Length}}", "template, line 1, column 3: a string has no field Length"],
    ["{{.State.Health.Log}}", "template, line 1, column 3: Log asked of nothing: the value before it is nil"],
    ["{{upper .State}}", "template, line 1, column 3: expected text, not a record: {running <nil>}"],
    ["{{range .ID}}{{end}}", "template, line 1, column 9: range cannot go over a string: 4a5c"],
    ["{{eq 1 .ID}}", "template, line 1, column 3: cannot compare a int with a string"],
    ['{{index (split .ID "") 9}}', "template, line 1, column 3: position 9 is out of range, the last one is 3"],
    ['{{template "x"}}', "template, line 1, column 3: no such template: x"],
    [
      '{{define "x"}}{{template "x"}}{{end}}{{template "x"}}',
      "template, line 1, column 17: templates call each other too deep: x",
    ],
    ["{{.ID | 3}}", "template, line 1, column 9: what follows | must be a function or a method"],
  ];
  for (const [template, expected] of cases) test(template, () => assert.equal(complaint(template), expected));

  test("names the close fields for programs too", () => {
    assert.throws(() => new Template("{{.Nmaes}}").execute(container), { suggestions: ["Names"] });
  });
});
