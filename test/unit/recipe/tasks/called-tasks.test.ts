import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { task } from "../../../../src/api/task.ts";
import { readAllArguments } from "../../../../src/recipe/tasks/called-tasks.ts";
import { declaredTasks } from "../../../../src/task/declared-tasks.ts";
import { taskGraph } from "../../../../src/task/graph.ts";

describe("arguments of called tasks", () => {
  test("are those of the name that says most of an instance, and defaults where only others need it", () => {
    const to = { type: "string", default: "nowhere", summary: "Where to" } as const;
    const matrix = { node: [20, 22], os: ["a", "b"] };
    task("ship", { args: { to }, matrix });
    task("base", { args: { to } });
    task("more", { deps: ["base"] });
    const called = [
      { name: "ship", help: false, words: ["--to", "all"] },
      { name: "ship:22", help: false, words: ["--to", "some"] },
      { name: "ship:22:b", help: false, words: ["--to", "one"] },
      { name: "more", help: false, words: [] },
    ];
    const graph = taskGraph(declaredTasks(), ["ship", "more"]);
    const argsOf = readAllArguments(called, graph);
    assert.deepEqual(Object.fromEntries([...graph.values()].map((node) => [node.id, argsOf(node)["to"]])), {
      ...{ "ship:20:a": "all", "ship:20:b": "all", "ship:22:a": "some", "ship:22:b": "one" },
      ...{ base: "nowhere", more: undefined },
    });
  });
});
