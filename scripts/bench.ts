/**
 * `npm run bench [-- --short] [--rows=PART] [SCENARIO…]`: nerdsh beside Node, Docker and ctr, scenario after scenario, as tables and as
 * JSON in `bench/results/`. `--short` runs each of them once and keeps no figures: it looks for errors only. `--rows` takes only what has
 * this in its name, and keeps no figures either. Each measurement is told on stderr as it comes.
 */
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { archives } from "../bench/archives.ts";
import { buildMemory } from "../bench/build-memory.ts";
import { builds } from "../bench/builds.ts";
import { coldStart } from "../bench/cold-start.ts";
import { compose } from "../bench/compose.ts";
import { convert } from "../bench/convert.ts";
import { engineStart } from "../bench/engine-start.ts";
import { exec } from "../bench/exec.ts";
import { logWrite } from "../bench/log-write.ts";
import { logs } from "../bench/logs.ts";
import { masking } from "../bench/masking.ts";
import { memory } from "../bench/memory.ts";
import { networks } from "../bench/networks.ts";
import { parallelRuns } from "../bench/parallel-runs.ts";
import { parallelStart } from "../bench/parallel-start.ts";
import { ports } from "../bench/ports.ts";
import { psMany } from "../bench/ps-many.ts";
import { pullLarge, pullNothing, pullSmall } from "../bench/pull.ts";
import { push } from "../bench/push.ts";
import { recipe } from "../bench/recipe.ts";
import { runOnce } from "../bench/run.ts";
import { describeMachine } from "../bench/support/machine.ts";
import { type BuiltFiles, type Peers, startPeers } from "../bench/support/peers.ts";
import { type Report, ratiosText, type ScenarioResult, scenarioText } from "../bench/support/report.ts";
import { measureRounds } from "../bench/support/rounds.ts";
import { type Scenario, withRows } from "../bench/support/scenario.ts";
import { figures, ratio } from "../bench/support/statistics.ts";
import { tasks } from "../bench/tasks.ts";
import { buildExecutable } from "./build-exe.ts";
import { bundle, dist, isBundleStale, root } from "./bundle.ts";

/** By the names of their files; `pull` has three. */
const scenarios: Readonly<Record<string, Scenario>> = {
  "cold-start": coldStart,
  run: runOnce,
  "parallel-start": parallelStart,
  "parallel-runs": parallelRuns,
  "ps-many": psMany,
  recipe,
  tasks,
  exec,
  logs,
  "log-write": logWrite,
  memory,
  masking,
  "pull-small": pullSmall,
  "pull-large": pullLarge,
  "pull-nothing": pullNothing,
  push,
  builds,
  "build-memory": buildMemory,
  compose,
  archives,
  convert,
  "engine-start": engineStart,
  ports,
  networks,
};

const words = process.argv.slice(2);
const isShort = words.includes("--short");
const rows = words.find((word) => word.startsWith("--rows="))?.slice("--rows=".length);
const wanted = words.filter((word) => word !== "--short" && !word.startsWith("--rows="));
const unknown = wanted.filter((name) => !(name in scenarios));
if (unknown.length > 0)
  throw new Error(`no such scenario: ${unknown.join(", ")}; there are ${Object.keys(scenarios).join(", ")}`);
if (process.getuid?.() !== 0) throw new Error("the benchmarks start real containers: run them as root");

const results: ScenarioResult[] = [];
{
  await using peers = await startPeers(await builtFiles(), { isShort });
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const result = await measure(name, scenario, peers);
    process.stdout.write(scenarioText(result));
    results.push(result);
  }
}
process.stdout.write(`\n${ratiosText(results.flatMap(({ ratios }) => ratios))}`);
if (!isShort && rows === undefined)
  await keep({ date: new Date().toISOString(), machine: await describeMachine(), results });

async function builtFiles(): Promise<BuiltFiles> {
  const isStale = isBundleStale();
  if (isStale) await bundle();
  const executable = join(dist, "nerdsh");
  if (!isShort && (isStale || !existsSync(executable))) await buildExecutable();
  return {
    script: join(dist, "main.cjs"),
    library: join(dist, "index.js"),
    executable: existsSync(executable) ? executable : undefined,
  };
}

async function measure(
  name: string,
  { title, unit, rounds, prepare }: Scenario,
  peers: Peers,
): Promise<ScenarioResult> {
  const prepared = await prepare(peers);
  const { finish } = prepared;
  try {
    const { contenders, comparisons } = rows === undefined ? prepared : withRows(prepared, rows);
    const samples = await measureRounds(contenders, isShort ? rounds.short : rounds.full, (turn) => {
      process.stderr.write(`${name} ${turn.round}: ${turn.name}: ${turn.figure.toFixed(1)}\n`);
    });
    const found = figures(samples);
    const ratios = comparisons.map((comparison) => ratio(found, comparison));
    return { scenario: name, title, ...(unit && { unit }), figures: found, ratios };
  } finally {
    await finish?.();
  }
}

async function keep(report: Report): Promise<void> {
  const directory = join(root, "bench/results");
  await mkdir(directory, { recursive: true });
  const file = join(directory, `${report.date.slice(0, 16).replace(":", "")}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`\nkept in ${file}\n`);
}
