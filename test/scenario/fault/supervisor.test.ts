import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { runCommand } from "../../../src/commands/container/run.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { findContainer } from "../../../src/container/record/lookup.ts";
import { statePaths } from "../../../src/container/record/state-directory.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { restartContainer } from "../../../src/container/restart.ts";
import { runContainer } from "../../../src/container/run.ts";
import { startContainer } from "../../../src/container/start.ts";
import type { Context } from "../../../src/context.ts";
import { netnsPath } from "../../../src/network/netns.ts";
import { processIdentity } from "../../../src/store/process-identity.ts";
import { until } from "../../support/condition.ts";
import { startEngine } from "../../support/engine.ts";
import { diff } from "../../support/leftovers.ts";
import { privateWorld } from "../../support/private-world.ts";
import { descendants, killAll, type ProcessEntry } from "../../support/process-table.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { oneSupervisorOf, supervisorsOf } from "../../support/supervisors.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

const untilStopped = ["sh", "-c", "trap 'exit 0' TERM; echo trapped; while :; do sleep 0.1; done"];

/** `run -d` in this process. */
async function detached(context: Context, command: readonly string[], flags: { rm?: boolean; network?: string } = {}) {
  const options = readInput(runCommand, ["busybox", ...command], { detach: true, network: "none", ...flags });
  return await runContainer(context, options, { detach: true });
}

async function isGone({ engine }: Context, id: string): Promise<boolean> {
  return !(await engine.containers.list()).some((container) => container.id === id);
}

function shimsOf(table: readonly ProcessEntry[], address: string): number[] {
  return table.filter(({ command }) => command.includes("-address") && command.includes(address)).map(({ pid }) => pid);
}

describe("run -d --rm", () => {
  test("goes soon after its exit, with all that it had, and so does who removed it", async () => {
    await using world = await testWorld();
    const words = ["--name", "web", "-p", "127.0.0.1::80", "-v", "/data", "busybox"];
    const warm = await world.nerdsh(["run", "--rm", ...words, "true"]);
    assert.equal(warm.exitCode, 0, warm.stderr);
    const before = await world.census();
    const run = await world.nerdsh(["run", "-d", "--rm", ...words, "sleep", "1000000"]);
    assert.match(run.stdout, /^[0-9a-f]{64}\n$/, run.stderr);
    await oneSupervisorOf(world.root);
    await world.nerdsh(["kill", "web"]);
    await until("the supervisor has left", () => supervisorsOf(world.root).length === 0);
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("needs one supervisor, however many start at once", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const commands = Array.from({ length: 5 }, () => world.nerdsh(["run", "-d", "--rm", "busybox", "sleep", "1000"]));
    const calls = Array.from({ length: 5 }, () => detached(context, ["sleep", "1000"], { rm: true }));
    const ids = (await Promise.all(commands)).map(({ stdout }) => stdout.trim());
    ids.push(...(await Promise.all(calls)).map(({ id }) => id));
    await oneSupervisorOf(world.root);
    await Promise.all(ids.map((id) => context.engine.tasks.kill({ id }, 9)));
    await until("all are removed", async () => (await context.engine.containers.list()).length === 0);
  });

  test("is not forgotten where it starts in the moment in which the supervisor leaves", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    // The supervisor leaves a second after the last exit.
    for (let delayMs = 900; delayMs <= 1_150; delayMs += 50) {
      const { id } = await detached(context, ["true"], { rm: true });
      await until(`it is removed, ${delayMs} ms before the next`, () => isGone(context, id));
      await delay(delayMs);
    }
  });

  test("can be removed by its user in the moment in which it exits", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const lasting = await detached(context, ["sleep", "1000"], { rm: true });
    for (let i = 0; i < 10; i++) {
      const { record } = await detached(context, ["sleep", "0.1"], { rm: true, network: "bridge" });
      await delay(80 + i * 8); // Not to wait for anything: to meet the supervisor at different steps.
      await removeContainer(context, record, { force: true, volumes: true });
    }
    await removeContainer(context, lasting.record, { force: true, volumes: true });
    assert.deepEqual(await context.engine.containers.list(), []);
  });

  test("is there after each restart, whoever waits for its exit meanwhile, and goes after its last one", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const { id } = await detached(context, untilStopped, { rm: true });
    const name = "watched";
    await using attached = new RunningNerdsh(world, ["run", "--rm", "--name", name, "busybox", ...untilStopped]);
    await attached.until("trapped");
    await until("both run", async () => {
      const tasks = [...(await context.engine.tasks.list()).values()];
      return tasks.length === 2 && tasks.every(({ status }) => status === "RUNNING");
    });
    for (let i = 0; i < 5; i++) await restartContainer(context, await findContainer(context, id), { timeout: 0 });
    await restartContainer(context, await findContainer(context, name));
    assert.equal((await attached.end()).exitCode, 0);
    const watched = await findContainer(context, name);
    for (const each of [id, watched.id]) {
      assert.equal((await context.engine.tasks.get({ id: each })).status, "RUNNING");
      await context.engine.tasks.kill({ id: each }, 9);
    }
    await until("both are removed", async () => (await isGone(context, id)) && (await isGone(context, watched.id)));
  });

  test("waits for the next supervisor where one was killed", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const first = await detached(context, ["sleep", "1000"], { rm: true });
    process.kill(await oneSupervisorOf(world.root), "SIGKILL");
    await context.engine.tasks.kill(first, 9);
    await first.exit;
    const second = await detached(context, ["true"], { rm: true });
    await until(
      "both are removed",
      async () => (await isGone(context, first.id)) && (await isGone(context, second.id)),
    );
  });

  test("keeps one of two supervisors, where the first one's starter was killed before it wrote down whom it had started", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const first = await detached(context, ["sleep", "1000"], { rm: true });
    await oneSupervisorOf(world.root);
    await rm(join(context.settings.runtimeDir, "supervisors"), { recursive: true });
    const second = await detached(context, ["sleep", "1000"], { rm: true });
    await oneSupervisorOf(world.root);
    for (const each of [first, second]) {
      await context.engine.tasks.kill(each, 9);
      await until("it is removed", () => isGone(context, each.id));
    }
  });

  test("keeps one of two supervisors also while containerd is away: who finds another in its place leaves", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    using context = await worldContext(world);
    const { id, pid } = await detached(context, ["sleep", "1000"], { rm: true });
    await oneSupervisorOf(world.root);
    await engine.kill9();
    const places = join(context.settings.runtimeDir, "supervisors");
    const place = (await readdir(places)).find((name) => !name.endsWith(".lock"))!;
    await writeFile(join(places, place), processIdentity()!);
    await until("it has left", () => supervisorsOf(world.root).length === 0);
    await rm(places, { recursive: true });
    await engine.restart();
    const next = await detached(context, ["true"], { rm: true });
    process.kill(pid, "SIGKILL");
    await until("both are removed", async () => (await isGone(context, id)) && (await isGone(context, next.id)));
  });

  test("goes too where it exits while containerd is away", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    using context = await worldContext(world);
    const { id, pid } = await detached(context, ["sleep", "1000"], { rm: true });
    await engine.kill9();
    process.kill(pid, "SIGKILL");
    await engine.restart();
    await until("it is removed", () => isGone(context, id));
    await until("the supervisor has left", () => supervisorsOf(world.root).length === 0);
  });

  test("goes too where a containerd that comes back has removed its shim, and does not answer yet", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    using context = await worldContext(world);
    const { id } = await detached(context, ["sleep", "1000"], { rm: true });
    await oneSupervisorOf(world.root);
    await engine.kill9();
    await killAll((table) => descendants(table, shimsOf(table, engine.address)));
    await delay(2_000); // Not to wait for anything: it looks several times meanwhile, and is not to leave.
    await engine.restart();
    await until("it is removed", () => isGone(context, id));
    await until("the supervisor has left", () => supervisorsOf(world.root).length === 0);
  });

  test("goes with the engine that is stopped for good, and leaves no supervisor behind", async () => {
    await using world = await privateWorld();
    const run = await world.nerdsh(["run", "-d", "--rm", "-v", "/data", "busybox", ...untilStopped]);
    assert.equal(run.exitCode, 0, run.stderr);
    const { stdout, stderr } = await world.nerdsh(["engine", "stop", "--force"]);
    assert.match(stdout, new RegExp(`^stopped ${run.stdout.slice(0, 12)}`), stderr);
    await until("the supervisor has left", () => supervisorsOf(world.root).length === 0);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
    assert.equal((await world.nerdsh(["volume", "ls", "-q"])).stdout, "");
  });
});

describe("the supervisor", () => {
  test("gives back the address of a detached container that stays, unless that was started again", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    await detached(context, ["sleep", "1000"], { rm: true });
    const stays = await detached(context, ["sleep", "1000"], { network: "bridge" });
    const netns = netnsPath(context.settings, stays.id);
    for (let i = 0; i < 5; i++) {
      assert.ok(existsSync(netns));
      await context.engine.tasks.kill(stays, 9);
      await context.engine.tasks.wait(stays);
      await delay(i * 10); // Not to wait for anything: to meet the supervisor at different steps.
      await startContainer(context, await findContainer(context, stays.id), { attach: false, interactive: false });
    }
    await context.engine.tasks.kill(stays, 9);
    await until("its namespace is gone", async () => !existsSync(netns));
    for (const container of await context.engine.containers.list()) {
      await removeContainer(context, container, { force: true, volumes: true });
    }
  });

  test("has doctor name its log while something fails, and until that is mended", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    const lasting = await detached(context, ["sleep", "1000"], { rm: true });
    const { id, record } = await detached(context, ["sleep", "1000"]);
    const { lifecycle } = statePaths(context.settings, id);
    await rm(lifecycle);
    await mkdir(lifecycle);
    await context.engine.tasks.kill({ id }, 9);
    const doctor = async () => (await world.nerdsh(["doctor"])).stdout;
    const named = /^Supervisor \(default\), \d{4}-\S+Z: (.*)\n {2}see (\S+\/supervisor-logs\/\S+-default\.log)$/m;
    await until("doctor names it", async () => named.test(await doctor()));
    const [, message = "", log = ""] = named.exec(await doctor()) ?? [];
    assert.match(message, new RegExp(`^record of the end of ${id.slice(0, 12)}: .*EISDIR`));
    assert.equal((await stat(log)).mode & 0o777, 0o600);
    await rmdir(lifecycle);
    await until("doctor has nothing to say", async () => !named.test(await doctor()));
    for (const each of [lasting.record, record]) {
      await removeContainer(context, each, { force: true, volumes: true });
    }
  });
});
