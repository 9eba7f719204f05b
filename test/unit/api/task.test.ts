import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { namedServices, type Services } from "../../../src/api/service-options.ts";
import { task } from "../../../src/api/task.ts";
import type { ArgTable, FlagTable } from "../../../src/commands/define-command.ts";
import { declaredTasks } from "../../../src/task/declared-tasks.ts";
import { taskGraph } from "../../../src/task/graph.ts";

describe("task()", () => {
  test("has inputs, outputs and dependencies of its own for each combination of the matrix", () => {
    task("compile", { matrix: { arch: ["amd64", "arm64"] }, outputs: ({ arch }) => `out/${arch}` });
    const inputs = ({ arch }: { readonly arch: "amd64" | "arm64" }) => ({ files: [`out/${arch}`], env: ["HOME"] });
    task("pack", { matrix: { arch: ["amd64", "arm64"] }, inputs, deps: ({ arch }) => `compile:${arch}` });
    const graph = taskGraph(declaredTasks(), ["pack"]);
    const seen = [...graph.values()].map(({ id, deps, task: { inputs, outputs, cache } }) => ({
      id,
      deps,
      inputs,
      outputs,
      cache,
    }));
    const compiled = { deps: [], inputs: undefined, cache: true };
    const packed = { outputs: [], cache: true };
    assert.deepEqual(seen, [
      { id: "compile:amd64", ...compiled, outputs: ["out/amd64"] },
      { id: "pack:amd64", ...packed, deps: ["compile:amd64"], inputs: { files: ["out/amd64"], env: ["HOME"] } },
      { id: "compile:arm64", ...compiled, outputs: ["out/arm64"] },
      { id: "pack:arm64", ...packed, deps: ["compile:arm64"], inputs: { files: ["out/arm64"], env: ["HOME"] } },
    ]);
  });

  test("takes one glob and one dependency as they are", () => {
    const one = task("one", { inputs: "src/**", outputs: "dist/**" });
    task("other", { deps: one, cache: false });
    const graph = taskGraph(declaredTasks(), ["other"]);
    assert.deepEqual(graph.get("other")?.deps, ["one"]);
    assert.deepEqual(
      [graph.get("one")?.task.inputs, graph.get("one")?.task.outputs],
      [{ files: ["src/**"] }, ["dist/**"]],
    );
  });

  test("refuses options that it does not have, with what they are called here", () => {
    for (const [name, hint] of [
      ["dependsOn", "did you mean deps?"],
      ["retries", "did you mean retry?"],
      ["imputs", "did you mean inputs?"],
      ["colour", undefined],
    ] as const)
      assert.throws(() => task("refused", { [name]: "x" }), {
        code: "UNKNOWN_OPTION",
        message: `unknown option: ${name}`,
        hint,
      });
  });

  test("refuses arguments of a type, and words of a kind, that there is none of", () => {
    const args = { dry: { type: "boolean", summary: "Push nothing" } } as unknown as FlagTable;
    assert.throws(() => task("refused", { args }), {
      code: "INVALID_VALUE",
      message: "invalid type of the argument dry: boolean",
      hint: "one of string, bool, number, list, pairs, filters, bytes, limit, duration",
    });
    const words = { target: true } as unknown as ArgTable;
    assert.throws(() => task("refused", { words }), {
      message: "invalid kind of the argument target: true",
      hint: "one of required, optional, rest, some",
    });
  });

  test("refuses services that are none", () => {
    // What a service says of itself, as `services: service("redis")` would be read.
    const services = { name: "redis", image: "redis" } as unknown as Services;
    assert.throws(() => namedServices(services), { code: "INVALID_VALUE", hint: "write services: [db], or { db }" });
  });
});
