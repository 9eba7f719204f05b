import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parseOverride } from "../../../../../src/build/bake/bake-overrides.ts";
import { bakePlan } from "../../../../../src/build/bake/bake-plan.ts";
import { printedPlan } from "../../../../../src/build/bake/bake-print.ts";
import { evaluatedFiles } from "../../../../../src/build/bake/hcl/evaluated-files.ts";
import { standardFunctions } from "../../../../../src/build/bake/hcl/functions/standard.ts";
import {
  type BakeCase,
  bakeCases,
  bakeDirectory,
  comparable,
  goldenPrint,
} from "../../../../scenario/build/bake-cases.ts";

/** buildx 0.13, which made what is compared with, leaves `${` as it is where printed files are read again. */
const unescaped = (json: string) => json.replace(/\$\$\{|%%\{/g, (written) => written.slice(1));

function printed({ files, names, set, environment }: BakeCase): unknown {
  const sources = files.map((file) => ({ file, text: readFileSync(join(bakeDirectory, file), "utf8") }));
  const file = evaluatedFiles(sources, {
    environment,
    builtIn: { BAKE_CMD_CONTEXT: "cwd://", BAKE_LOCAL_PLATFORM: "linux/amd64" },
    functions: standardFunctions({ homeDirectory: "/root", now: () => new Date(0) }),
  });
  const json = JSON.stringify(printedPlan(bakePlan(file, names, set.map(parseOverride))));
  return comparable(JSON.parse(unescaped(json)));
}

describe("a bake file means what it means to buildx", () => {
  for (const bakeCase of bakeCases()) {
    it(bakeCase.name.replaceAll("-", " "), () => {
      assert.deepEqual(printed(bakeCase), goldenPrint(bakeCase.name));
    });
  }
});
