import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, run, test } from "node:test";
import { type TestEvent, TestTotals } from "../../../scripts/test-totals.ts";

describe("the totals of a test run", () => {
  test("count tests of all stages, nested ones too, and close with one line", async () => {
    const totals = new TestTotals();
    totals.begin("unit");
    await count(
      totals,
      `
      import { describe, test } from "node:test";
      describe("a suite", () => { test("passes", () => {}); test("is skipped", { skip: true }, () => {}); });
      test("fails", () => { throw new Error("on purpose"); });
    `,
    );
    totals.begin("scenario");
    await count(totals, `import { test } from "node:test"; test("passes", (t) => t.test("inside", () => {}));`);
    assert.equal(totals.failed, 1);
    assert.equal(
      totals.report().replace(/in [\d.]+ s/g, "in … s"),
      `unit      1 passed, 1 failed, 1 skipped in … s
scenario  2 passed, 0 failed in … s
3 passed, 1 failed, 1 skipped`,
    );
  });

  test("count a file that dies before its tests as a failure", async () => {
    const totals = new TestTotals();
    totals.begin("unit");
    await count(totals, `process.exit(7);`);
    assert.equal(totals.failed, 1);
  });

  test("leave the runner's own summary to be dropped, and nothing that a test says", async () => {
    const totals = new TestTotals();
    totals.begin("unit");
    const events = await count(
      totals,
      `
      import { test } from "node:test";
      test("speaks", (t) => t.diagnostic("tests are fun"));
    `,
    );
    const kept = events.filter((event) => event.type === "test:diagnostic" && !totals.isSummary(event));
    assert.deepEqual(
      kept.map(({ data }) => data.message),
      ["tests are fun"],
    );
  });
});

/** Runs a test file with node's own runner, which is told here that it runs inside no other. */
async function count(totals: TestTotals, source: string): Promise<TestEvent[]> {
  const folder = await mkdtemp(join(tmpdir(), "nerdsh-totals-"));
  const outer = process.env["NODE_TEST_CONTEXT"];
  try {
    const file = join(folder, "example.test.mjs");
    await writeFile(file, source);
    delete process.env["NODE_TEST_CONTEXT"];
    const events: TestEvent[] = [];
    for await (const event of run({ files: [file] }) as AsyncIterable<TestEvent>) {
      totals.count(event);
      events.push(event);
    }
    return events;
  } finally {
    if (outer !== undefined) process.env["NODE_TEST_CONTEXT"] = outer;
    await rm(folder, { recursive: true });
  }
}
