import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ImportEdge, importProblem } from "../../../scripts/import-rules.ts";

const allowed: [from: string, to: string, kind: ImportEdge["kind"]][] = [
  ["src/cli/main.ts", "src/commands/parse-argv.ts", "static"],
  ["src/program.ts", "src/cli/main.ts", "lazy"],
  ["src/container/run.ts", "src/container/spec.ts", "static"],
  ["src/container/run.ts", "src/image/image-reference.ts", "static"],
  ["src/context.ts", "src/engine/engine.ts", "type"],
  ["src/engine/tasks.ts", "src/errors.ts", "static"],
  ["src/commands/container/run.ts", "src/container/run.ts", "lazy"],
  ["src/commands/container/run.ts", "src/container/container.ts", "type"],
  ["src/recipe/globals.ts", "src/index.ts", "static"],
  ["src/cli/version.ts", "package.json", "static"],
  ["test/unit/suggest.test.ts", "src/suggest.ts", "static"],
];

const forbidden: [from: string, to: string, kind: ImportEdge["kind"], problem: string][] = [
  ["src/errors.ts", "src/ui/plain.ts", "static", "src/ui lies above src"],
  ["src/container/run.ts", "src/api/run.ts", "type", "src/api lies above src/container"],
  ["src/commands/define-command.ts", "src/api/run.ts", "type", "src/api lies above src/commands"],
  ["src/cli/main.ts", "src/shell/repl.ts", "lazy", "src/shell lies beside src/cli: neither knows the other"],
  [
    "src/image/pull/pull.ts",
    "src/network/network.ts",
    "static",
    "src/network lies beside src/image: neither knows the other",
  ],
  ["src/ui/table.ts", "src/container/container.ts", "type", "src/ui never enters src/container"],
  ["src/api/run.ts", "src/ui/plain.ts", "static", "src/ui lies above src/api"],
  [
    "src/program.ts",
    "src/cli/main.ts",
    "static",
    "`program.ts` chooses a front end before it loads one: use `import()`",
  ],
  [
    "src/commands/container/run.ts",
    "src/container/run.ts",
    "static",
    "a command loads its domain when it is executed: use `import()`, or `import type`",
  ],
  ["src/cli/main.ts", "scripts/bundle.ts", "static", "what ships imports nothing from outside `src/`"],
  [
    "recipes/hello.nerd.ts",
    "src/index.ts",
    "static",
    "a recipe imports `nerdsh`, as its users do, and nothing of this repository",
  ],
];

describe("an import", () => {
  for (const [from, to, kind] of allowed) {
    test(`from ${from} to ${to} is fine (${kind})`, () => {
      assert.equal(importProblem({ from, to, kind }), undefined);
    });
  }

  for (const [from, to, kind, problem] of forbidden) {
    test(`from ${from} to ${to} is refused (${kind})`, () => {
      assert.equal(importProblem({ from, to, kind }), problem);
    });
  }

  test("from a room that nobody placed in a layer stops the check", () => {
    assert.throws(() => importProblem({ from: "src/misc/a.ts", to: "src/errors.ts", kind: "static" }), {
      message: "src/misc/a.ts lies in no layer of scripts/import-rules.ts",
    });
  });
});
