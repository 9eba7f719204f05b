import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chooseReporters } from "../../../../src/recipe/tasks/reporter-choice.ts";

function chosen(names: readonly string[], output?: string): string[] {
  const found = chooseReporters({ names, output, cwd: "/work", usual: "tty" });
  return found.map(({ name, file }) => (file === undefined ? name : `${name}=${file}`));
}

describe("the reporters of a run", () => {
  const cases: readonly [names: readonly string[], output: string | undefined, chosen: readonly string[]][] = [
    [[], undefined, ["tty"]],
    [["plain"], undefined, ["plain"]],
    [["plain,html=out/a=b.html"], undefined, ["plain", "html=/work/out/a=b.html"]],
    [["plain", "junit=/tmp/out.xml"], undefined, ["plain", "junit=/tmp/out.xml"]],
    [["html,junit"], undefined, ["tty", "html=/work/report.html", "junit=/work/junit.xml"]],
    [["plain", "json"], "run.json", ["plain", "json=/work/run.json"]],
    [["json=run.json"], undefined, ["tty", "json=/work/run.json"]],
    [[], "run.log", ["tty", "tty=/work/run.log"]],
  ];
  for (const [names, output, expected] of cases) {
    test(`asked for as ${JSON.stringify(names)}${output ? ` with --output ${output}` : ""} are ${expected}`, () => {
      assert.deepEqual(chosen(names, output), expected);
    });
  }

  test("that do not exist are refused, with the nearest", () => {
    assert.throws(() => chosen(["jnuit"]), { code: "INVALID_VALUE", suggestions: ["junit"] });
    assert.throws(() => chosen(["plain,"]), { message: "no such reporter: " });
    assert.throws(() => chosen(["html="]), { message: "no file is named: html=" });
  });

  test("never share a file, or stdout", () => {
    assert.throws(() => chosen(["plain", "github"]), { message: "two reporters write to stdout: plain, github" });
    assert.throws(() => chosen(["json=a", "junit=./a"]), { message: "two reporters write to /work/a: json, junit" });
  });
});
