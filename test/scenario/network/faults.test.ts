import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { attachNetwork, releaseNetworks } from "../../../src/network/attach.ts";
import { networkLeftovers } from "../../../src/network/leftovers.ts";
import { createNetns } from "../../../src/network/netns.ts";
import { answer, echoServer } from "../../support/network-traffic.ts";
import { attached, createNetwork, newId, privateNetworks, reservedPorts } from "../../support/private-network.ts";
import { programOutput } from "../../support/program.ts";

const nobody = async () => new Set<string>();

describe("an attachment", () => {
  test("names the plugin that is missing and its package, and leaves nothing", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue", "as written");
    const id = newId();
    const netns = await createNetns(settings, id);
    const broken = { ...settings, cni: { ...settings.cni, pluginDirs: ["/nowhere"] } };
    await assert.rejects(attachNetwork(broken, { id, network: blue, netns }), {
      code: "CNI_PLUGIN_MISSING",
      message: "no such CNI plugin in /nowhere: bridge",
      hint: "apt-get install containernetworking-plugins, or name its directory with --cni-path",
    });
    await releaseNetworks(settings, id);
    assert.deepEqual(await networkLeftovers(settings, nobody), []);
  });

  test("tells who has the address where it is taken", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue");
    await using web = await attached(settings, blue);
    const id = newId();
    const netns = await createNetns(settings, id);
    const refused = attachNetwork(settings, { id, network: blue, netns, address: web.ip });
    await assert.rejects(refused, {
      code: "ADDRESS_IN_USE",
      message: `address already in use on network blue: ${web.ip}`,
      hint: `container ${web.id.slice(0, 12)} has it: stop that (nerdsh stop ${web.id.slice(0, 12)}), or choose another one`,
    });
    await releaseNetworks(settings, id);
  });

  test("that is cancelled leaves nothing once released", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue");
    const id = newId();
    const netns = await createNetns(settings, id);
    const cancel = new AbortController();
    const attaching = attachNetwork(settings, { id, network: blue, netns }, { signal: cancel.signal });
    setImmediate(() => cancel.abort(new Error("enough")));
    await assert.rejects(attaching, /enough/);
    await releaseNetworks(settings, id);
    assert.deepEqual(await networkLeftovers(settings, nobody), []);
  });

  test("runs the list as written where the host has no nft", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const programs = join(settings.root, "programs");
    await mkdir(programs);
    const tools = ["ip", "iptables", "iptables-save", "iptables-restore", "ip6tables", "unshare", "mount", "sysctl"];
    for (const name of tools)
      await symlink((await programOutput("sh", ["-c", `command -v ${name}`])).trim(), join(programs, name));
    const bare = { ...settings, programDirs: [programs] };
    const blue = await createNetwork(settings, "blue");
    await using ports = await reservedPorts(settings, "80");
    await using web = await attached(bare, blue, ports);
    await using server = await echoServer(web.netns, { port: 80 });
    assert.equal(web.result.interfaces?.length, 3);
    assert.match(await answer(undefined, { address: "127.0.0.1", port: ports.ports[0]!.hostPort }), /^\d+\./);
    assert.ok(server);
  });
});

describe("a network", () => {
  test("whose ruleset somebody flushed is set up again, with the ports of those that run", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue");
    await using ports = await reservedPorts(settings, "80", "81");
    await using web = await attached(settings, blue, { ports: ports.ports.slice(0, 1) });
    await using server = await echoServer(web.netns, { port: 80 });
    const port = ports.ports[0]!.hostPort;
    await programOutput("nft", ["delete", "table", "inet", `nerdsh-${blue.plugins[0]?.["bridge"]}`]);
    assert.equal(await answer(undefined, { address: "127.0.0.1", port }), "ECONNREFUSED");
    await using next = await attached(settings, blue, { ports: ports.ports.slice(1) });
    assert.equal(await answer(undefined, { address: "127.0.0.1", port }), web.gateway);
    assert.ok(next && server);
  });

  test("works where another program's policy is to forward nothing", async () => {
    // A host of its own, since the policy is the whole host's.
    const program = new URL("../../fixtures/network/forward-nothing.ts", import.meta.url).pathname;
    const output = await programOutput("unshare", ["--net", "--mount", process.execPath, "--import", "tsx", program]);
    assert.deepEqual(JSON.parse(output), { outbound: "198.18.255.1", inbound: "198.18.255.2", policy: "DROP" });
  });
});
