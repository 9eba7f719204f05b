import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { startEmbedded } from "../../../src/engine/embedded/start.ts";
import { resolveSettings } from "../../../src/settings/resolve.ts";
import { census, diff } from "../../support/leftovers.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { processTable } from "../../support/process-table.ts";
import { programOutput } from "../../support/program.ts";
import { testWorld } from "../../support/world.ts";

const image = "docker.io/library/busybox:latest";

/** What nerdsh does at its first command. */
async function startEngineOf(world: World) {
  const environment = { ...world.env, PATH: process.env["PATH"] };
  return await startEmbedded(await resolveSettings({ environment }), { emit: () => {} });
}

/** As portmap names the chain of one container's ports. */
const chain = `CNI-DN-${randomBytes(10).toString("hex")}1`;

/** A bridge network with a container's traces, made with the plain tools, and left behind. */
async function leaveNetwork(root: string, { bridge, netns }: { readonly bridge: string; readonly netns: string }) {
  const list = { cniVersion: "1.0.0", name: "left", plugins: [{ type: "bridge", bridge }] };
  await mkdir(join(root, "cni/net.d"), { recursive: true });
  await writeFile(join(root, "cni/net.d/left.conflist"), JSON.stringify(list));
  await mkdir(join(root, "cni/networks/left"), { recursive: true });
  await writeFile(join(root, "cni/networks/left/10.99.0.2"), `default-${bridge}c\r\neth0`);
  const commands = `
    ip link add ${bridge} type bridge
    ip netns add ${netns}
    ip link add ${bridge}v master ${bridge} type veth peer name eth0 netns ${netns}
    nft add table inet nerdsh-${bridge}
    iptables --wait -N NERD-${bridge}
    iptables --wait -A NERD-${bridge} -i ${bridge} -j ACCEPT
    iptables --wait -I FORWARD -j NERD-${bridge}
    iptables --wait -t nat -N ${chain}
    iptables --wait -t nat -A ${chain} -p tcp -j ACCEPT
    iptables --wait -t nat -A OUTPUT -p tcp -m comment --comment 'id: "default-${bridge}c"' -j ${chain}`;
  await programOutput("sh", ["-e", "-c", commands]);
}

describe("a world", () => {
  test("has an engine of its own, and Docker Hub is its registry", async () => {
    const world = await privateWorld();
    const { address } = await startEngineOf(world);
    const ctr = ["--address", address];
    await programOutput("ctr", [...ctr, "images", "pull", "--hosts-dir", world.hostsDir, image]);
    await programOutput("ctr", [...ctr, "run", "--detach", image, "left-by-world", "sleep", "1000000"]);
    const { containers, tasks } = await world.census();
    assert.deepEqual(
      { containers, tasks },
      { containers: ["default/left-by-world"], tasks: ["default/left-by-world"] },
    );
    await world[Symbol.asyncDispose]();
    const isLeft = ({ command }: { command: readonly string[] }) => command.some((word) => word.includes(world.root));
    assert.deepEqual(processTable().filter(isLeft), []);
    assert.equal(existsSync(world.root), false);
  });

  test("takes networks with it that a test has left behind", async () => {
    const names = { bridge: `nt${process.pid}`, netns: `nerdsh-test-${process.pid}` };
    const world = await privateWorld();
    const before = await world.census();
    await leaveNetwork(world.root, names);
    const changes = diff(before, await world.census());
    for (const kind of ["netns", "interfaces", "nftTables", "iptables", "reservations"]) {
      assert.ok(
        changes[kind]?.some((line) => line.startsWith("+")),
        kind,
      );
    }
    await world[Symbol.asyncDispose]();
    const after = await census({});
    const isLeft = (line: string) => [names.bridge, names.netns, chain].some((name) => line.includes(name));
    assert.deepEqual(Object.values(after).flat().filter(isLeft), []);
  });

  test("is one for all tests of a file", async () => {
    await using first = await testWorld();
    await using second = await testWorld();
    assert.equal(first.root, second.root);
    assert.deepEqual(first.env, second.env);
  });

  test("is still there for the next test", async () => {
    await using world = await testWorld();
    assert.ok(existsSync(world.root));
    assert.equal((await fetch(new URL("/v2/", world.registry.url))).status, 200);
  });
});
