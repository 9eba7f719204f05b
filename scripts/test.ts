/**
 * `npm test [-- STAGE… | PART_OF_A_PATH…]`: all test files, stage after stage, with node's own runner and one summary.
 * The last line is `N passed, N failed`.
 */
import { readdirSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { bundle, dist, isBundleStale, root } from "./bundle.ts";
import { runtimePath } from "./runtimes.ts";
import { bundleTests } from "./test-bundle.ts";
import { testMemory } from "./test-memory.ts";
import { withSourcePlace } from "./test-place.ts";
import { type TestEvent, TestTotals } from "./test-totals.ts";

/** In the order they run. Files of one stage run `concurrency` at a time, each in a process of its own. */
const stages = [
  { name: "unit", concurrency: availableParallelism() },
  { name: "scenario", concurrency: 3 }, // Each file has an engine, or names, of its own, in memory; two at a time leave a fifth of two cores idle.
  { name: "runtime", concurrency: 2 }, // The same; some run all four runtimes at once, so one at a time leaves a quarter idle.
  { name: "package", concurrency: 1 }, // They build and pack the same `dist/`.
];
/** They take half a minute and more, or mostly wait: they start first, so that at a stage's end all have something to do. */
const longest = [
  "scenario/fault/random-kills",
  "scenario/recipe/services",
  "scenario/system/killed-run",
  "runtime/api/api",
  "runtime/recipe/tasks",
];
const withoutTests = ["fixtures", "golden", "support"];
/** A file that hangs ends the run here rather than at the limit of the machine it runs on. */
const fileTimeoutMs = 600_000;

const words = process.argv.slice(2);
const wantedStages = words.filter((word) => stages.some(({ name }) => name === word));
const wantedPaths = words.filter((word) => !wantedStages.includes(word));

const chosen = stages
  .filter(({ name }) => wantedStages.length === 0 || wantedStages.includes(name))
  .map((stage) => ({ ...stage, files: testFiles(stage.name) }))
  .filter(({ files }) => files.length > 0);

for (const { name } of readdirSync(join(root, "test"), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
)) {
  if (withoutTests.includes(name) || stages.some((stage) => stage.name === name)) continue;
  fail(`test/${name} belongs to no stage of scripts/test.ts: its tests would never run`);
}
if (chosen.length === 0) fail(`no test file matches: ${words.join(" ")}`);
if (chosen.some(({ name }) => name !== "unit") && process.getuid?.() !== 0) {
  fail("these tests start real containers: run them as root, or only `npm run test:unit`");
}
// What ships is what the later stages test, next to the source.
const needsBundle = chosen.some(({ name }) => name !== "unit");
if (needsBundle && isBundleStale()) await bundle();

await using tests = await bundleTests(
  chosen.flatMap(({ files }) => files),
  needsBundle ? { self: join(dist, "program.cjs") } : {},
);
// What `run` starts `node` with: the bundle needs no loader, and failures name lines of the sources.
process.execArgv = ["--enable-source-maps"];

const totals = new TestTotals();
await pipeline(Readable.from(events()), new spec(), process.stdout, { end: false });
process.stdout.write(`\n${totals.report()}\n`);
process.exitCode = totals.failed > 0 ? 1 : 0;

async function* events(): AsyncIterable<TestEvent> {
  const { NERDSH_TEST_BIN: asked, NERDSH_TEST_NODE: askedNode } = process.env;
  const directory = tmpdir();
  for (const { name, files, concurrency } of chosen) {
    totals.begin(name);
    // Command lines there are what ships, which starts in a third of the source's time; what is called in the test's process is the source.
    process.env["NERDSH_TEST_BIN"] = asked ?? (name === "scenario" ? join(dist, "main.cjs") : "");
    process.env["NERDSH_TEST_NODE"] = askedNode ?? (name === "scenario" ? await nodeOfCommandLines() : "");
    using memory = name === "scenario" ? testMemory() : undefined;
    process.env["TMPDIR"] = memory?.path ?? directory;
    const bundled = files.map(tests.bundled);
    const reported = run({ files: bundled, concurrency, timeout: fileTimeoutMs }) as AsyncIterable<TestEvent>;
    for await (const event of reported) {
      totals.count(event);
      if (!totals.isSummary(event)) yield withSourcePlace(event, { directory: tests.directory, cwd: root });
    }
  }
}

/**
 * A new Node starts in half of the time of Node 20, thousands of times. What is called in the test's process, and every runtime in the
 * stage of that name, still is on the Node that runs this.
 */
async function nodeOfCommandLines(): Promise<string> {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  return await runtimePath("node24").catch((error: Error) => {
    process.stderr.write(`command lines run on Node ${process.versions.node}, which takes longer: ${error.message}\n`);
    return process.execPath;
  });
}

function testFiles(stage: string): string[] {
  const folder = join(root, "test", stage);
  return readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.startsWith(`${stage}/`) && path.endsWith(".test.ts"))
    .filter((path) => wantedPaths.length === 0 || wantedPaths.some((part) => join("test", path).includes(part)))
    .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    .map((path) => join(folder, "..", path));
}

/** Where a file stands among those that start first, or behind them all. */
function place(path: string): number {
  const found = longest.findIndex((name) => path === `${name}.test.ts`);
  return found === -1 ? longest.length : found;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
