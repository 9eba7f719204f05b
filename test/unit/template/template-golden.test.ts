import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { isNerdError } from "../../../src/errors.ts";
import { Template } from "../../../src/template/template.ts";

interface Group {
  readonly data: unknown;
  readonly cases: readonly { readonly template: string; readonly output?: string; readonly fails?: boolean }[];
}

/** What Go's text/template printed for each case; test/fixtures/template/expected.go says how to ask it again. */
async function golden(name: string): Promise<Group[]> {
  const file = new URL(`../../golden/template-${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, "utf8")) as Group[]; // Written by the Go program, in this shape.
}

for (const name of ["actions", "functions", "printf"]) {
  describe(`templates print what Go's do: ${name}`, async () => {
    for (const { data, cases } of await golden(name)) {
      for (const { template, output } of cases) {
        test(template || "(empty)", () => {
          assert.equal(outcome(template, data), output ?? "INVALID_TEMPLATE");
        });
      }
    }
  });
}

function outcome(template: string, data: unknown): string {
  try {
    return new Template(template).execute(data);
  } catch (error) {
    if (isNerdError(error)) return error.code;
    throw error;
  }
}
