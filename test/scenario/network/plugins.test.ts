import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { InputOf } from "../../../src/commands/define-command.ts";
import { networkCreateCommand } from "../../../src/commands/network/create.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { networkLeftovers } from "../../../src/network/leftovers.ts";
import { createNetwork } from "../../../src/network/lists/create-network.ts";
import { networkFiles } from "../../../src/network/lists/network-files.ts";
import { removeNetwork } from "../../../src/network/lists/remove-network.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { until } from "../../support/condition.ts";
import { Daemon } from "../../support/daemon.ts";
import { answer, echoServer } from "../../support/network-traffic.ts";
import { parentLink } from "../../support/parent-link.ts";
import { attached, privateNetworks } from "../../support/private-network.ts";
import { programOutput, runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Whether the kernel has a kind of link; it may be built without. */
async function hasLinkType(type: string): Promise<boolean> {
  const { stderr } = await runProgram("ip", ["link", "add", "np-probe", "type", type]);
  return !stderr.includes("Unknown device type");
}

function options(name: string, input: InputOf<typeof networkCreateCommand.flags>) {
  return readInput(networkCreateCommand, [name], input);
}

async function remove(settings: Settings, name: string): Promise<void> {
  const file = (await networkFiles(settings)).files.find(({ list }) => list.name === name);
  if (file !== undefined) await removeNetwork(settings, file);
}

for (const driver of ["macvlan", "ipvlan"]) {
  describe(`a ${driver} network`, async () => {
    const skip = (await hasLinkType(driver)) ? false : `the kernel has no ${driver}`;

    test("connects its containers on an interface of the host", { skip }, async () => {
      await using networks = await privateNetworks();
      const { settings } = networks;
      await using parent = await parentLink();
      const asked = options("lan", {
        driver,
        opt: { parent: parent.name },
        subnet: "10.252.1.0/24",
        gateway: "10.252.1.254",
      });
      const lan = await createNetwork(settings, asked);
      await using web = await attached(settings, lan, { address: "10.252.1.9" });
      await using client = await attached(settings, lan);
      await using server = await echoServer(web.netns, { port: 80 });
      assert.equal(web.ip, "10.252.1.9");
      assert.equal(await answer(client.netns, { address: web.ip, port: 80 }), client.ip);
      await remove(settings, "lan");
      assert.deepEqual((await networkFiles(settings)).files, []);
      assert.ok(server);
    });

    test("is refused where its interface is not there", async () => {
      await using networks = await privateNetworks();
      const asked = options("lan", { driver, opt: { parent: "np-nothing" } });
      await assert.rejects(createNetwork(networks.settings, asked), {
        code: "INVALID_VALUE",
        message: "no such network interface: np-nothing",
      });
    });
  });
}

/** A DHCP server at the other end of a link, and the plugin's daemon for who asks it; both have ended with the block. */
async function dhcpServer(link: string, settings: Settings) {
  const directory = await temporaryDirectory();
  const netns = `${link}-dhcp`;
  const [config, leases, socket] = ["udhcpd.conf", "leases", "dhcp.sock"].map((name) => join(directory.path, name)) as [
    string,
    string,
    string,
  ];
  const lines = [
    ...[`interface ${link}`, "start 10.252.9.20", "end 10.252.9.29", "opt subnet 255.255.255.0"],
    ...["opt router 10.252.9.1", `lease_file ${leases}`, `pidfile ${join(directory.path, "pid")}`, "auto_time 1"],
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  await writeFile(leases, "");
  await programOutput("ip", ["netns", "add", netns]);
  await programOutput("ip", ["link", "set", link, "netns", netns]);
  await programOutput("ip", ["-n", netns, "address", "add", "10.252.9.1/24", "dev", link]);
  await programOutput("ip", ["-n", netns, "link", "set", link, "up"]);
  const server = ["netns", "exec", netns, "busybox", "udhcpd", "-f", "-a", "50", config];
  const udhcpd = await Daemon.start("ip", server, { ready: (line) => line.includes("started") || undefined });
  const plugin = settings.cni.pluginDirs.map((path) => join(path, "dhcp")).find(existsSync)!;
  const start = ["-c", `echo starts; exec ${plugin} daemon -socketpath ${socket}`];
  const clients = await Daemon.start("sh", start, { ready: (line) => line === "starts" || undefined });
  await until("the plugin's daemon listens", async () => existsSync(socket));
  return {
    socket,
    /** Who has what, as far as it was told. */
    leases: async () => {
      const text = await programOutput("busybox", ["dumpleases", "-a", "-f", leases]);
      return text.split("\n").flatMap((line) => /^(\S{17}) (\S+) +(\S+) /.exec(line)?.slice(1) ?? []);
    },
    [Symbol.asyncDispose]: async () => {
      await clients.daemon.end();
      await udhcpd.daemon.end();
      await programOutput("ip", ["netns", "delete", netns]);
      await directory[Symbol.asyncDispose]();
    },
  };
}

describe("a network whose addresses come by DHCP", () => {
  test("has them from the server at its parent, which knows containers by their ids", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    await using parent = await parentLink();
    await using server = await dhcpServer(parent.peer, settings);
    const asked = options("lan", { driver: "macvlan", opt: { parent: parent.name }, ipamDriver: "dhcp" });
    const { plugins, ...list } = await createNetwork(settings, asked);
    const ipam = { ...(plugins[0]!["ipam"] as object), daemonSocketPath: server.socket };
    const lan = { ...list, plugins: [{ ...plugins[0]!, ipam }] };
    await using web = await attached(settings, lan);
    assert.match(web.ip, /^10\.252\.9\.2\d$/);
    assert.deepEqual([web.prefixLength, web.gateway], [24, "10.252.9.1"]);
    let leases: string[] = [];
    // Again and again: what is looked at next may be half written.
    await until("the lease is written", async () => {
      leases = await server.leases();
      return leases.length > 0;
    });
    assert.deepEqual(leases, [web.mac, web.ip, web.id.slice(0, 12)]);
    const { stdout } = await runProgram("ip", ["-n", web.netnsName, "route", "show", "default"]);
    assert.match(stdout, /^default via 10\.252\.9\.1 dev eth0/);
  });
});

describe("a network's list", () => {
  test("that a user has written runs as it says: with plugins that nerdsh writes nowhere, and a sysctl", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const ipam = { type: "host-local", ranges: [[{ subnet: "10.252.5.0/24" }]] };
    const sysctl = { "net.core.somaxconn": "500" };
    const plugins = [
      { type: "ptp", ipam },
      { type: "tuning", sysctl },
    ];
    {
      await using web = await attached(settings, { cniVersion: "1.0.0", name: "wire", plugins });
      await using _server = await echoServer(web.netns, { port: 80 });
      assert.equal(await answer(undefined, { address: web.ip, port: 80 }), web.gateway);
      const read = ["netns", "exec", web.netnsName, "cat", "/proc/sys/net/core/somaxconn"];
      assert.equal(await programOutput("ip", read), "500\n");
    }
    assert.deepEqual(await networkLeftovers(settings, async () => new Set()), []);
  });

  test("is refused where a plugin of it is not installed, and nothing is made", async () => {
    await using networks = await privateNetworks();
    const settings = { ...networks.settings, cni: { ...networks.settings.cni, pluginDirs: ["/nonexistent"] } };
    await assert.rejects(createNetwork(settings, options("blue", {})), { code: "CNI_PLUGIN_MISSING" });
    assert.deepEqual((await networkFiles(settings)).files, []);
  });
});
