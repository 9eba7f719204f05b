import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { removeLeftovers } from "../../../src/system/doctor.ts";
import { until } from "../../support/condition.ts";
import { startEngine } from "../../support/engine.ts";
import { diff } from "../../support/leftovers.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { processTable } from "../../support/process-table.ts";
import { worldContext } from "../../support/world-context.ts";

/** Counts until the file is there, then ends with status 7. */
const counting = ["sh", "-c", "i=0; while [ ! -e /ends/now ]; do i=$((i+1)); echo $i; sleep 0.05; done; exit 7"];

/** A command under way, with what it has written so far. */
function start(world: World, words: readonly string[]) {
  const [file, ...before] = nerdshCommand();
  const child = spawn(file, [...before, ...words], {
    env: nerdshEnvironment(world.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, "close").then(([code]: unknown[]) => ({ exitCode: code, errors }));
  const lines = () => output.trimEnd().split("\n");
  const count = () => lines().length;
  return {
    exited,
    count,
    lines,
    counts: (to: number) =>
      until(
        () => `it counts to ${to}: ${errors}`,
        () => count() > to,
      ),
  };
}

/** How many of them run: the tests of a file follow each other. */
function containerProcesses(): number {
  const table = processTable();
  return table.filter(({ command }) => command.at(-1) === counting.at(-1) && command[0] === "sh").length;
}

/** Whether the lines are 1, 2, 3, … with none missing or twice. */
function isWhole(lines: readonly string[]): boolean {
  return lines.length > 0 && lines.every((line, i) => line === String(i + 1));
}

describe("containerd killed and started again", () => {
  test("under a foreground container: its output goes on, and its status arrives", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    const words = ["run", "--rm", "--name", "counter", "-v", `${world.root}/ends:/ends`, "busybox", ...counting];
    const run = start(world, words);
    await run.counts(5);
    await engine.kill9();
    const atKill = run.count();
    await run.counts(atKill + 5);
    await engine.restart();
    const atRestart = run.count();
    await run.counts(atRestart + 5);
    assert.equal((await world.nerdsh(["exec", "counter", "ls", "/ends"])).exitCode, 0);
    await writeFile(`${world.root}/ends/now`, ""); // From here: the container's end would kill a command in it.
    const { exitCode, errors } = await run.exited;
    assert.equal(exitCode, 7, errors);
    assert.ok(isWhole(run.lines()), run.lines().join(" "));
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("under a foreground container that ends meanwhile: containerd forgets its status, which is said, and nothing is left", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    const run = start(world, ["run", "--rm", "-v", `${world.root}/ends:/ends`, "busybox", ...counting]);
    await run.counts(5);
    await engine.kill9();
    await writeFile(`${world.root}/ends/now`, "");
    await until("it has ended", () => containerProcesses() === 0);
    await engine.restart();
    const { exitCode, errors } = await run.exited;
    assert.equal(exitCode, 125);
    assert.match(
      errors,
      /nerdsh: it ended while containerd was away, and its exit status is lost: [0-9a-f]{12}\n {2}see why/,
    );
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("under a detached container: the log goes on, and every command works", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    const words = ["-d", "--name", "counter", "-p", "127.0.0.1::80", "-v", `${world.root}/ends:/ends`, "busybox"];
    const run = await world.nerdsh(["run", ...words, ...counting]);
    assert.equal(run.exitCode, 0, run.stderr);
    const logs = start(world, ["logs", "-f", "counter"]);
    await logs.counts(5);
    await engine.kill9();
    const atKill = logs.count();
    await logs.counts(atKill + 5);
    await engine.restart();

    const listed = await world.nerdsh(["ps", "--format", "{{.Names}} {{.State}}"]);
    assert.equal(listed.stdout, "counter running\n");
    const follower = start(world, ["logs", "-f", "--tail", "1", "counter"]);
    const atRestart = logs.count();
    await until("both followers go on", () => logs.count() > atRestart + 5 && follower.count() > 5);
    assert.equal((await world.nerdsh(["exec", "counter", "ls", "/ends"])).exitCode, 0);
    await writeFile(`${world.root}/ends/now`, ""); // From here: the container's end would kill a command in it.
    assert.equal((await logs.exited).exitCode, 0);
    assert.equal((await follower.exited).exitCode, 0);
    assert.ok(isWhole(logs.lines()), logs.lines().join(" "));
    assert.equal((await world.nerdsh(["wait", "counter"])).stdout, "7\n");
    assert.equal((await world.nerdsh(["start", "counter"])).exitCode, 0);
    assert.equal((await world.nerdsh(["stop", "-t", "0", "counter"])).exitCode, 0);
    assert.equal((await world.nerdsh(["rm", "counter"])).exitCode, 0);
  });

  test("over a container whose shim it cannot reach: it gives the container up, and doctor ends shim and logger", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    await using context = await worldContext(world);
    await world.nerdsh(["run", "--rm", "busybox", "true"]);
    const before = await world.census();
    const run = await world.nerdsh(["run", "-d", "--name", "lost", "busybox", "sleep", "1000000"]);
    const id = run.stdout.trim();
    const ofContainer = () => processTable().filter(({ command }) => command.some((word) => word.includes(id)));
    assert.equal(ofContainer().length, 2, "a shim and a logger");
    await engine.kill9();
    // As one that does not answer in time on a busy host, but at once.
    await writeFile(join(engine.state, "io.containerd.runtime.v2.task/default", id, "address"), "unix:///nowhere");
    await engine.restart();
    assert.equal((await world.nerdsh(["ps", "-a", "--format", "{{.Names}} {{.State}}"])).stdout, "lost exited\n");
    assert.equal((await world.nerdsh(["rm", "-f", "lost"])).exitCode, 0);
    const examined = await removeLeftovers(context, Date.now() + 120_000);
    assert.deepEqual(
      examined.map(({ kind, state }) => [kind, state]),
      [["shim without task", "removed"]],
    );
    await until("the logger has ended", () => ofContainer().length === 0);
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("while a command in a container starts: that fails, and the container and the next command do not", async () => {
    await using world = await privateWorld();
    const [runtime, reached] = [`${world.root}/slow-runc`, `${world.root}/reached`];
    const once = `case " $* " in *" exec "*) [ -e ${reached} ] || { echo $$ >${reached}; exec sleep 1000000; };; esac`;
    await writeFile(runtime, `#!/bin/sh\n${once}\nexec runc "$@"\n`, { mode: 0o755 });
    const run = await world.nerdsh(["run", "-d", "--name", "box", "--runtime", runtime, "busybox", "sleep", "1000000"]);
    assert.equal(run.exitCode, 0, run.stderr);
    const exec = start(world, ["exec", "box", "true"]);
    await until("the runtime is asked", () => existsSync(reached));
    const { stdout } = await world.nerdsh(["engine", "status", "--format", "{{.Pid}}"]);
    process.kill(Number(stdout), "SIGKILL");
    const { exitCode, errors } = await exec.exited;
    assert.equal(exitCode, 1, errors);
    assert.match(errors, /see nerdsh doctor/);
    assert.equal((await world.nerdsh(["exec", "box", "echo", "alive"])).stdout, "alive\n");
    assert.equal((await world.nerdsh(["rm", "-f", "box"])).exitCode, 0);
  });

  test("under a foreground container of the embedded engine: who waits for it starts the engine again", async () => {
    await using world = await privateWorld();
    const run = start(world, ["run", "--rm", "-v", `${world.root}/ends:/ends`, "busybox", ...counting]);
    await run.counts(5);
    const { stdout } = await world.nerdsh(["engine", "status", "--format", "{{.Pid}}"]);
    process.kill(Number(stdout), "SIGKILL");
    const atKill = run.count();
    await run.counts(atKill + 5);
    await until(
      "the engine serves again",
      async () => (await world.nerdsh(["engine", "status", "--format", "{{.State}}"])).stdout === "running\n",
    );
    await writeFile(`${world.root}/ends/now`, "");
    const { exitCode, errors } = await run.exited;
    assert.equal(exitCode, 7, errors);
    assert.ok(isWhole(run.lines()), run.lines().join(" "));
  });
});
