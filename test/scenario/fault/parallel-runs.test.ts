import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createRun } from "../../../src/api/run.ts";
import { attachmentsOf } from "../../../src/network/attach.ts";
import { findLeftovers } from "../../../src/system/leftovers/find.ts";
import { diff } from "../../support/leftovers.ts";
import { privateWorld } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

const sleeping = ["sleep", "1000000"];

describe("runs at the same time", () => {
  test("from one process, fifty: each has an address and a port of its own, and none leaves anything", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    await world.nerdsh(["run", "--rm", "busybox", "true"]); // The default network stays from here on.
    const before = await world.census();
    const run = createRun(async () => context);
    const options = { detach: true, publish: ["127.0.0.1::80"], command: sleeping, readyTimeout: 0 };
    const all = await Promise.all(Array.from({ length: 50 }, () => run("busybox", options)));
    const addresses = await Promise.all(all.map(async ({ id }) => (await attachmentsOf(context.settings, id))[0]?.ip));
    assert.equal(new Set(addresses).size, 50);
    assert.equal(new Set(all.map((container) => container.port(80))).size, 50);
    assert.equal(new Set(all.map(({ name }) => name)).size, 50);
    await Promise.all(all.map((container) => container.remove()));
    assert.deepEqual(diff(before, await world.census()), {});
    assert.deepEqual(await findLeftovers(context, Date.now() + 120_000), []);
  });

  test("from ten processes that set up the network, too", async () => {
    await using world = await privateWorld();
    using context = await worldContext(world);
    await world.nerdsh(["pull", "busybox"]);
    const one = async () => {
      const { stdout, stderr } = await world.nerdsh(["run", "-d", "-p", "127.0.0.1::80", "busybox", ...sleeping]);
      assert.match(stdout, /^[0-9a-f]{64}\n$/, stderr);
      return stdout.trim();
    };
    const ids = await Promise.all(Array.from({ length: 10 }, one));
    const addresses = await Promise.all(ids.map(async (id) => (await attachmentsOf(context.settings, id))[0]?.ip));
    assert.equal(new Set(addresses).size, 10);
    const removed = await world.nerdsh(["rm", "-f", ...ids]);
    assert.equal(removed.exitCode, 0, removed.stderr);
    const { containers, tasks, snapshots, leases, shims, netns, names, reservations, stateDirectories } =
      await world.census();
    assert.deepEqual(
      [containers, tasks, snapshots, leases, shims, netns, names, reservations, stateDirectories].flat(),
      [],
    );
    assert.deepEqual(await findLeftovers(context, Date.now() + 120_000), []);
  });
});
