import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
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

const image = "busybox";
const interruptible = [image, "sh", "-c", "trap 'exit 130' INT; echo ready; while :; do sleep 0.05; done"];

/** Starts a command as a terminal's foreground process group, which gets its Ctrl-C as a whole. */
function start(world: World, words: readonly string[]) {
  const [file, ...before] = nerdshCommand();
  const env = nerdshEnvironment(world.env);
  const child = spawn(file, [...before, ...words], { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  const exited = once(child, "close").then(([code, signal]) => {
    const exitCode: number = code ?? 128 + constants.signals[signal as NodeJS.Signals]; // One of the two is there.
    return { exitCode, output: output.join("") };
  });
  const press = () => child.exitCode === null && child.signalCode === null && process.kill(-child.pid!, "SIGINT");
  return { output, exited, press };
}

/**
 * Presses Ctrl-C after a time. A shell that had no trap yet has not heard it: it is pressed again once that is there, but no third time,
 * which would kill.
 */
async function interruptAfter(world: World, words: readonly string[], afterMs: number) {
  const { output, exited, press } = start(world, words);
  await Promise.race([exited, delay(afterMs)]);
  const isReady = () => output.join("").includes("ready");
  const wasReady = isReady();
  press();
  const pressedAtMs = performance.now();
  let hasEnded = false;
  const ended = exited.finally(() => {
    hasEnded = true;
  });
  if (!wasReady) await until("it is ready, or has ended", () => hasEnded || isReady());
  if (!wasReady) press();
  const end = await ended;
  return { afterMs, endedInMs: performance.now() - pressedAtMs, ...end };
}

describe(`Ctrl-C (seed ${seed})`, () => {
  test("at any moment of run ends it with status 130, and leaves nothing", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const words = ["run", "--rm", "-p", "127.0.0.1::80", "-v", "/data"];
    const warm = await world.nerdsh([...words, image, "true"]);
    assert.equal(warm.exitCode, 0, warm.stderr);
    const before = await world.census();
    const startedAtMs = performance.now();
    await world.nerdsh([...words, image, "true"]);
    const usualMs = performance.now() - startedAtMs;

    const delays = Array.from({ length: times }, () => usualMs * (0.3 + 1.7 * random()));
    const ends: Awaited<ReturnType<typeof interruptAfter>>[] = [];
    const lane = async () => {
      for (let afterMs = delays.pop(); afterMs !== undefined; afterMs = delays.pop()) {
        ends.push(await interruptAfter(world, [...words, ...interruptible], afterMs));
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const isWell = ({ exitCode, endedInMs, output }: (typeof ends)[0]) =>
      exitCode === 130 && endedInMs < 60_000 && /^(ready\n)?(nerdsh: received SIGINT\n)?$/.test(output);
    assert.deepEqual(
      ends.filter((end) => !isWell(end)),
      [],
    );
    assert.deepEqual(await findLeftovers(context, Date.now() + 120_000), []);
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("pressed three times ends a program that does not hear it", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const deaf = start(world, [
      "run",
      "--rm",
      image,
      "sh",
      "-c",
      "trap '' INT; echo deaf; while :; do sleep 0.05; done",
    ]);
    await until("it runs", async () => deaf.output.join("").includes("deaf"));
    for (let i = 0; i < 3; i++) deaf.press();
    const again = setInterval(deaf.press, 5_000); // Signals that arrive at the same moment count as one.
    assert.equal((await deaf.exited).exitCode, 137);
    clearInterval(again);
    assert.deepEqual(await context.engine.containers.list(), []);
  });

  test("in a terminal with -t is the program's alone", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const terminal = await world.terminal(["run", "--rm", "-it", image, "sh"]);
    await using _closed = terminal;
    await terminal.until(/\/ #/);
    await terminal.enter("echo asleep; sleep 1000");
    await terminal.until(/^asleep$/m);
    await terminal.press("C-c");
    await terminal.enter("echo alive-$((1+1))");
    await terminal.until(/alive-2/);
    await terminal.enter("exit 3");
    assert.equal(await terminal.exitCode(), 3);
    assert.deepEqual(await context.engine.containers.list(), []);
  });
});
