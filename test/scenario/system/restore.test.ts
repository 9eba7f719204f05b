import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { subnetLock } from "../../../src/network/addresses/taken-subnets.ts";
import { resolveSettings } from "../../../src/settings/resolve.ts";
import { lockFile } from "../../../src/store/file-lock.ts";
import { restoreContainers } from "../../../src/system/restore.ts";
import { until } from "../../support/condition.ts";
import { greeting } from "../../support/greeting.ts";
import { lastingPort } from "../../support/lasting-port.ts";
import { diff } from "../../support/leftovers.ts";
import { attachmentsBelow, bridgesBelow, netnsOf, removeNetns } from "../../support/network-remains.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { runProgram } from "../../support/program.ts";
import { oneSupervisorOf, supervisorsOf } from "../../support/supervisors.ts";
import { worldContext } from "../../support/world-context.ts";

/** On a machine that has much else to do. */
const patienceMs = 60_000;

let world: World;
before(async () => {
  world = await privateWorld();
});
after(() => world[Symbol.asyncDispose]());

async function nerdsh(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await world.nerdsh(words);
  assert.equal(exitCode, 0, `nerdsh ${words.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** What a reboot takes: processes, mounts, links, rules, and all below /run. Disks stay. */
async function reboot(): Promise<void> {
  await nerdsh("engine", "stop", "--force");
  await until("no supervisor is left", () => supervisorsOf(world.root).length === 0, patienceMs);
  const { runtimeDir } = await resolveSettings({ environment: { PATH: process.env["PATH"], ...world.env } });
  const bridges = await bridgesBelow(world.root);
  for (const name of await netnsOf(world.root, bridges)) await removeNetns(name);
  for (const bridge of bridges) {
    await runProgram("nft", ["delete", "table", "inet", `nerdsh-${bridge}`]);
    await runProgram("ip", ["link", "delete", bridge]);
  }
  await rm(runtimeDir, { recursive: true, force: true });
}

/** Of each container: addresses and MACs by network, and its ports. */
async function networksOf(...names: string[]): Promise<unknown[]> {
  const lines = (await nerdsh("inspect", "--format", "{{json .NetworkSettings}}", ...names)).split("\n");
  return lines.map((line) => {
    const { Networks, Ports } = JSON.parse(line);
    const places = Object.entries<{ IPAddress: string; MacAddress: string }>(Networks);
    return { Ports, places: places.map(([name, { IPAddress, MacAddress }]) => [name, IPAddress, MacAddress]) };
  });
}

/** A port that nobody takes while its container is away. */
async function loopbackPort(): Promise<string> {
  return `127.0.0.1:${await lastingPort()}:80`;
}

describe("restore, after a reboot,", () => {
  test("brings back what policies want as it was, and frees what the rest had", async () => {
    await nerdsh("network", "create", "blue");
    const serve = ["busybox", "sh", "-c", "trap exit TERM; nc -ll -p 80 -e echo hello & wait"];
    const blues = ["--network", "bridge", "--network", "name=blue,alias=site", "-p", await loopbackPort()];
    await nerdsh("run", "-d", "--name", "web", "--restart", "always", ...blues, ...serve);
    await nerdsh("run", "-d", "--name", "plain", "--network", "blue", "-p", await loopbackPort(), ...serve);
    await nerdsh("run", "-d", "--name", "peer", "--restart", "unless-stopped", "--network", "blue", ...serve);
    const [web, plain, peer] = await networksOf("web", "plain", "peer");
    {
      // A reboot takes the routes of all engines at once; while those of this one are gone, no other may choose its subnets.
      await using _others = await lockFile(subnetLock);
      await reboot();
      assert.deepEqual((await nerdsh("restore")).split("\n").sort(), ["peer", "web"]);
    }
    assert.deepEqual(await networksOf("web", "peer"), [web, peer]);
    const port = Number((await nerdsh("port", "web", "80")).split(":").at(-1));
    await until("it answers", async () => (await greeting(port)) === "hello\n", patienceMs);
    const ask = ["exec", "peer", "sh", "-c", "nc web 80 </dev/null && nc site 80 </dev/null"];
    await until("names lead there", async () => (await world.nerdsh(ask)).stdout === "hello\nhello\n", patienceMs);
    // Two of the one and one of the other, none of the one that stays.
    assert.equal((await attachmentsBelow(world.root)).length, 3);

    assert.equal(await nerdsh("restore"), "");
    assert.equal(await nerdsh("start", "plain"), "plain");
    assert.deepEqual(await networksOf("plain"), [plain]);
    await nerdsh("rm", "--force", "web", "plain", "peer");
    assert.deepEqual(await attachmentsBelow(world.root), []);
  });
});

describe("restore, of what was to go with its exit,", () => {
  const words = ["--rm", "-p", "127.0.0.1::80", "-v", "/data", "busybox"];

  test("removes what ended unseen, be its task still there or not", async () => {
    using context = await worldContext(world);
    await nerdsh("run", ...words, "true");
    const before = await world.census();
    for (const isDeleted of [false, true]) {
      const task = { id: await nerdsh("run", "-d", ...words, "sleep", "1000000") };
      process.kill(await oneSupervisorOf(world.root), "SIGKILL");
      await context.engine.tasks.kill(task, 9);
      await context.engine.tasks.wait(task);
      if (isDeleted) await context.engine.tasks.delete(task.id);
      assert.deepEqual(await restoreContainers(context), { started: [], failures: [] });
    }
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("leaves alone what is being started, and what runs", async () => {
    using context = await worldContext(world);
    const starts = Promise.all(Array.from({ length: 5 }, () => nerdsh("run", "-d", ...words, "sleep", "1000000")));
    let areStarted = false;
    const ids = starts.finally(() => {
      areStarted = true;
    });
    while (!areStarted) assert.deepEqual(await restoreContainers(context), { started: [], failures: [] });
    const tasks = await context.engine.tasks.list();
    for (const id of await ids) assert.equal(tasks.get(id)?.status, "RUNNING");
    await nerdsh("rm", "--force", ...(await ids));
  });
});
