import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { removeLeftovers } from "../../../src/system/doctor.ts";
import { findLeftovers } from "../../../src/system/leftovers/find.ts";
import { until } from "../../support/condition.ts";
import { diff } from "../../support/leftovers.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { killNow, processTable } from "../../support/process-table.ts";
import { seededRandom } from "../../support/random.ts";
import { supervisorsOf } from "../../support/supervisors.ts";
import { worldContext } from "../../support/world-context.ts";

/** `npm run test:faults` takes two minutes. */
const seconds = Number(process.env["NERDSH_FAULT_SECONDS"] ?? 40);
const seed = Number(process.env["NERDSH_TEST_SEED"] ?? Date.now() % 100_000);
const random = seededRandom(seed);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const writers = ["writer-0", "writer-1", "writer-2"];
const lanes = ["lane-0", "lane-1", "lane-2"];

/** Writes numbers until it is told to end, and then where it has come to. */
const writing = (name: string) =>
  `i=0; while [ ! -e /ends/now ]; do i=$((i+1)); echo $i; sleep 0.01; done; echo $i >/ends/${name}`;

/** What a lane does with the one name that it has: a name that is stuck makes all that follows fail. */
const commands = (name: string): readonly (readonly string[])[] => [
  ["run", "--rm", "--name", name, "-p", "127.0.0.1::80", "busybox", "echo", "hello"],
  ["run", "-d", "--rm", "--name", name, "busybox", "sleep", "0.2"],
  ["run", "-d", "--name", name, "-v", "/data", "busybox", "sleep", "1000000"],
  ["exec", pick(writers), "true"],
  ["restart", "-t", "0", name],
  ["rm", "-f", "-v", name],
  ["rm", "-f", "-v", name],
];

/** Runs a command, and kills it where it takes longer; whether it succeeds is up to what has been killed beside it. */
async function attempt(world: World, words: readonly string[], mostMs: number): Promise<void> {
  const [file, ...before] = nerdshCommand();
  const child = spawn(file, [...before, ...words], { env: nerdshEnvironment(world.env), stdio: "ignore" });
  const exited = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), mostMs);
  await exited;
  clearTimeout(timer);
}

async function killEngine({ root }: World): Promise<void> {
  const engines = processTable().filter(({ command }) => command.includes(join(root, "containerd.toml")));
  for (const { pid } of engines) killNow(pid);
}

async function killSupervisors({ root }: World): Promise<void> {
  for (const pid of supervisorsOf(root)) killNow(pid);
}

describe(`nerdsh, its supervisor and containerd killed at random for ${seconds} s under load (seed ${seed})`, () => {
  test("lose no line of a log, no address and no name", async () => {
    await using world = await privateWorld();
    using context = await worldContext(world);
    const ends = join(world.root, "ends");
    await mkdir(ends);
    const startedAtMs = performance.now();
    await world.nerdsh(["run", "--rm", "busybox", "true"]);
    const usualMs = performance.now() - startedAtMs;
    const before = await world.census();
    for (const name of writers) {
      const run = ["run", "-d", "--name", name, "-v", `${ends}:/ends`, "busybox", "sh", "-c", writing(name)];
      const { exitCode, stderr } = await world.nerdsh(run);
      assert.equal(exitCode, 0, stderr);
    }
    const phoenix = ["run", "-d", "--name", "phoenix", "--restart", "always", "busybox", "sh", "-c", "sleep 1; exit 1"];
    assert.equal((await world.nerdsh(phoenix)).exitCode, 0);

    const endMs = performance.now() + seconds * 1000;
    const isOver = () => performance.now() > endMs;
    const load = lanes.map(async (name) => {
      while (!isOver()) await attempt(world, pick(commands(name)), random() < 0.5 ? usualMs * 2 * random() : 30_000);
    });
    const killing = async () => {
      while (!isOver()) {
        await delay(1000 + 4000 * random()); // The moment is what is random; nothing is waited for.
        await pick([killEngine, killSupervisors])(world);
      }
    };
    await Promise.all([...load, killing()]);

    await until("the container that always restarts has come back, and does again", async () => {
      const { stdout } = await world.nerdsh(["inspect", "--format", "{{.RestartCount}} {{.State.Status}}", "phoenix"]);
      return /^[1-9]\d* (running|restarting)\n$/.test(stdout);
    });
    await writeFile(join(ends, "now"), "");
    const lives = async () => {
      const { stdout } = await world.nerdsh(["ps", "-a"]);
      return `the writers have ended\n${stdout}${await readFile(join(world.root, "run/containerd.log"), "utf8")}`;
    };
    await until(lives, () => writers.every((name) => existsSync(join(ends, name))));
    for (const name of writers) {
      await world.nerdsh(["wait", name]); // Until its log is whole.
      const last = Number(await readFile(join(ends, name), "utf8"));
      const { stdout } = await world.nerdsh(["logs", name]);
      assert.deepEqual(
        stdout.trimEnd().split("\n"),
        Array.from({ length: last }, (_, i) => String(i + 1)),
      );
    }

    const removed = await world.nerdsh(["rm", "-f", "-v", "phoenix", ...writers, ...lanes]);
    assert.equal(removed.exitCode, 0, removed.stderr);
    // Though nobody has called doctor yet.
    for (const name of lanes) {
      const again = await world.nerdsh(["run", "--rm", "--name", name, "busybox", "echo", "free"]);
      assert.equal(again.stdout, "free\n", again.stderr);
    }
    const laterMs = Date.now() + 120_000;
    let left: unknown;
    const remains = () => `doctor has removed what killed commands left: ${JSON.stringify(left)}`;
    await until(remains, async () => {
      const examined = await removeLeftovers(context, laterMs);
      const more = diff(before, await world.census());
      left = { examined, more };
      return examined.every(({ state }) => state === "removed") && Object.keys(more).length === 0;
    });
    assert.deepEqual(await findLeftovers(context, laterMs), []);
  });
});
