import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { taskGraph } from "../../../src/task/graph.ts";
import { definition, definitions } from "./task-definition.ts";

describe("the graph of tasks", () => {
  test("has what the wanted ones need, dependencies first, and nothing else", () => {
    const tasks = definitions(
      definition("all", { deps: ["test", "build"] }),
      definition("test", { deps: ["build"] }),
      definition("build"),
      definition("deploy", { deps: ["all"] }),
    );
    assert.deepEqual([...taskGraph(tasks, ["all"]).keys()], ["build", "test", "all"]);
  });

  test("has an instance for each combination of a matrix, which its name stands for", () => {
    const tasks = definitions(
      definition("test", { matrix: { node: ["20", "22"], os: ["a", "b"] }, deps: ({ node }) => [`build:${node}`] }),
      definition("build", { matrix: { node: ["20", "22"] } }),
      definition("report", { deps: ["test"] }),
    );
    const graph = taskGraph(tasks, ["report"]);
    assert.deepEqual(graph.get("report")?.deps, ["test:20:a", "test:20:b", "test:22:a", "test:22:b"]);
    assert.deepEqual(graph.get("test:22:b")?.deps, ["build:22"]);
    assert.deepEqual([...taskGraph(tasks, ["test:20:a"]).keys()], ["build:20", "test:20:a"]);
    assert.deepEqual([...taskGraph(tasks, ["test:20"]).keys()], ["build:20", "test:20:a", "test:20:b"]);
    assert.throws(() => taskGraph(tasks, ["test:2"]), { code: "UNKNOWN_TASK", message: "no such task: test:2" });
  });

  test("refuses an unknown name with the nearest, and a circle with the way around", () => {
    const tasks = definitions(
      definition("a", { deps: ["b"] }),
      definition("b", { deps: ["c"] }),
      definition("c", { deps: ["b"] }),
      definition("build"),
    );
    assert.throws(() => taskGraph(tasks, ["buidl"]), { code: "UNKNOWN_TASK", suggestions: ["build"] });
    assert.throws(() => taskGraph(tasks, ["a"]), { code: "TASK_CYCLE", message: /: b → c → b$/ });
  });

  test("may be a chain longer than any stack", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => definition(`t${i}`, { deps: i === 0 ? [] : [`t${i - 1}`] }));
    assert.equal(taskGraph(definitions(...chain), ["t19999"]).size, 20_000);
  });
});
