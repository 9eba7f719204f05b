import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { removeLeftovers } from "../../../src/system/doctor.ts";
import { findLeftovers } from "../../../src/system/leftovers/find.ts";
import { until } from "../../support/condition.ts";
import { diff } from "../../support/leftovers.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import type { World } from "../../support/private-world.ts";
import { seededRandom } from "../../support/random.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

const seed = Number(process.env["NERDSH_TEST_SEED"] ?? Date.now() % 100_000);
const random = seededRandom(seed);
const times = 30;
/** So many at once, since most of their time goes to starting. */
const lanes = 5;

const commands: readonly (readonly string[])[] = [
  ["run", "--rm", "-p", "127.0.0.1::80", "-v", "/data", "busybox", "echo", "hello"],
  ["run", "--rm", "-i", "busybox", "cat"],
  ["run", "--rm", "--network", "none", "busybox", "sh", "-c", "while :; do echo more; done"],
  ["exec", "-i", "target", "cat"],
  ["exec", "target", "sleep", "0.1"],
  ["pull", "nginx"],
  ["pull", "redis"],
];

/** Starts a command, and kills it after a time; gives how long it took to its end where it was faster. */
async function killAfter(world: World, words: readonly string[], afterMs: number): Promise<void> {
  const [file, ...before] = nerdshCommand();
  // stdin is a pipe that nobody closes, as the terminal of somebody who thinks.
  const child = spawn(file, [...before, ...words], {
    env: nerdshEnvironment(world.env),
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.on("error", () => {});
  const exited = once(child, "exit");
  await Promise.race([exited, delay(afterMs)]);
  child.kill("SIGKILL");
  await exited;
}

describe(`commands killed at any moment (seed ${seed})`, () => {
  test("leave nothing that doctor does not find and remove", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const target = await world.nerdsh(["run", "-d", "--name", "target", "-v", "/data", "busybox", "sleep", "1000000"]);
    assert.equal(target.exitCode, 0, target.stderr);
    const before = await world.census();
    const startedAtMs = performance.now();
    await world.nerdsh(["run", "--rm", "busybox", "true"]);
    const usualMs = performance.now() - startedAtMs;

    const plan = Array.from({ length: times }, (_, i) => ({
      words: commands[i % commands.length]!,
      afterMs: usualMs * (0.2 + 1.6 * random()),
    }));
    const lane = async () => {
      for (let next = plan.pop(); next !== undefined; next = plan.pop())
        await killAfter(world, next.words, next.afterMs);
    };
    await Promise.all(Array.from({ length: lanes }, lane));

    const laterMs = Date.now() + 120_000;
    // containerd may still be creating what a killed client has asked for: its shim comes after the first look.
    let left: unknown;
    const remains = () => `doctor has removed everything: ${JSON.stringify(left)}`;
    await until(remains, async () => {
      const examined = await removeLeftovers(context, laterMs);
      const more = diff(before, await world.census());
      left = { examined, more };
      return examined.every(({ state }) => state === "removed") && Object.keys(more).length === 0;
    });
    assert.deepEqual(await findLeftovers(context, laterMs), []);
    assert.deepEqual(diff(before, await world.census()), {});

    const said = await world.nerdsh(["exec", "target", "echo", "still here"]);
    assert.equal(said.stdout, "still here\n", said.stderr);
    const gone = await world.nerdsh(["rm", "-f", "-v", "target"]);
    assert.equal(gone.exitCode, 0, gone.stderr);
    assert.deepEqual(await findLeftovers(context, laterMs), []);
    const doctor = await world.nerdsh(["doctor"]);
    assert.match(doctor.stdout, /Nothing was left behind/);
  });
});
