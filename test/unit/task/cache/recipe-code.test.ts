import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutTasks } from "../../../../src/task/cache/recipe-code.ts";

describe("the code that all tasks of a recipe share", () => {
  test("is the text without their calls, whatever stands in them", () => {
    const text = [
      "const a = 1;",
      'task("x", { deps: [")"] }, async () => { await $`echo ${f(")")} ) \\` `; /[)\\/(]/.test("("); // )',
      "  /* ) */ });",
      'const y = task<{}>("y", () => a / 2 / (1));',
      "mytask(a); it.task(b);",
    ].join("\n");
    assert.equal(withoutTasks(text), "const a = 1;\ntask();\nconst y = task();\nmytask(a); it.task(b);");
  });

  test("is all of it where a call has no clear end", () => {
    for (const text of ['task("x", () => {', "task(`${", "task(})"]) assert.equal(withoutTasks(text), text);
  });
});
