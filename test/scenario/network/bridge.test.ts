import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { NetworkList } from "../../../src/cni/network-list.ts";
import { networkTraces } from "../../support/network-traces.ts";
import { answer, echoServer } from "../../support/network-traffic.ts";
import { type OutsideHost, outsideHost } from "../../support/outside-host.ts";
import { attached, createNetwork, privateNetworks, reservedPorts } from "../../support/private-network.ts";

type Networks = Awaited<ReturnType<typeof privateNetworks>>;

/** nerdsh gives the usual list its effect in its own way: both ways are held to the same. */
for (const kind of ["usual", "as written"] as const) {
  describe(`a bridge network, ${kind === "usual" ? "by one ruleset" : "by the plugins of its list"}`, () => {
    let networks: Networks;
    let outside: OutsideHost;
    let blue: NetworkList;

    before(async () => {
      networks = await privateNetworks();
      outside = await outsideHost();
      blue = await createNetwork(networks.settings, "blue", kind);
    });

    after(async () => {
      await outside[Symbol.asyncDispose]();
      await networks[Symbol.asyncDispose]();
    });

    test("connects its containers with each other and with the host", async () => {
      const { settings } = networks;
      await using web = await attached(settings, blue);
      await using client = await attached(settings, blue);
      await using server = await echoServer(web.netns, { port: 80 });
      assert.equal(await answer(client.netns, { address: web.ip, port: 80 }), client.ip);
      assert.equal(await answer(undefined, { address: web.ip, port: 80 }), web.gateway);
      assert.ok(server);
    });

    // The bridge plugin gives it none.
    if (kind === "usual") {
      test("keeps the MAC of its gateway, whoever comes and goes", async () => {
        const mac = () => readFileSync(`/sys/class/net/${blue.plugins[0]?.["bridge"]}/address`, "utf8");
        let first = "";
        {
          await using _web = await attached(networks.settings, blue);
          first = mac();
        }
        assert.equal(mac(), first);
      });
    }

    test("leaves the host its address on the bridge, to itself too", async () => {
      await using web = await attached(networks.settings, blue);
      await using server = await echoServer(undefined, { port: 0 });
      const address = web.gateway;
      assert.equal(await answer(undefined, { address, port: server.port }), address);
      assert.equal(await answer(web.netns, { address, port: server.port }), web.ip);
    });

    test("shows its containers to the outside under the host's address", async () => {
      await using client = await attached(networks.settings, blue);
      await using server = await echoServer(outside.netns, { port: 80 });
      assert.equal(await answer(client.netns, { address: outside.address, port: 80 }), outside.hostAddress);
      assert.ok(server);
    });

    for (const protocol of ["tcp", "udp"] as const) {
      test(`publishes a ${protocol} port on every address of the host, for everybody`, async () => {
        const { settings } = networks;
        await using ports = await reservedPorts(settings, `80/${protocol}`);
        await using web = await attached(settings, blue, ports);
        await using neighbour = await attached(settings, blue);
        await using server = await echoServer(web.netns, { port: 80, protocol });
        const port = ports.ports[0]!.hostPort;
        const asked = {
          "the host on its loopback": await answer(undefined, { address: "127.0.0.1", port, protocol }),
          "the host on its own address": await answer(undefined, { address: outside.hostAddress, port, protocol }),
          "a machine outside": await answer(outside.netns, { address: outside.hostAddress, port, protocol }),
          "a neighbour on the bridge": await answer(neighbour.netns, { address: outside.hostAddress, port, protocol }),
          "the container itself": await answer(web.netns, { address: outside.hostAddress, port, protocol }),
        };
        assert.deepEqual(
          Object.entries(asked).filter(([, from]) => !/^\d+\.\d+\.\d+\.\d+$/.test(from)),
          [],
        );
        assert.equal(asked["a machine outside"], outside.address, "the container sees who a client really is");
        assert.ok(server);
      });
    }

    test("publishes a port on the one address that was asked for", async () => {
      const { settings } = networks;
      await using ports = await reservedPorts(settings, "127.0.0.1::80");
      await using web = await attached(settings, blue, ports);
      await using server = await echoServer(web.netns, { port: 80 });
      const port = ports.ports[0]!.hostPort;
      assert.equal(await answer(undefined, { address: "127.0.0.1", port }), web.gateway);
      assert.equal(await answer(undefined, { address: outside.hostAddress, port }), "ECONNREFUSED");
      assert.equal(await answer(outside.netns, { address: outside.hostAddress, port }), "ECONNREFUSED");
      assert.ok(server);
    });

    test("gives the fixed address and the MAC that were asked for", async () => {
      const address = `${(await gatewayOf(networks, blue)).replace(/\.1$/, "")}.77`;
      await using web = await attached(networks.settings, blue, { address, mac: "02:00:00:00:00:4d" });
      assert.deepEqual([web.ip, web.prefixLength, web.mac], [address, 24, "02:00:00:00:00:4d"]);
    });

    test("leaves nothing of a container that is released", async () => {
      const { settings } = networks;
      const bridge = `${blue.plugins[0]?.["bridge"]}`;
      const words = [bridge, (await gatewayOf(networks, blue)).replace(/\.1$/, ".")];
      const traces = await networkTraces(settings, words);
      let id = "";
      {
        await using ports = await reservedPorts(settings, "80", "81/udp", "127.0.0.1::82");
        await using web = await attached(settings, blue, ports);
        id = web.id.slice(0, 12); // By which rules of portmap can be told from those of other tests.
        assert.notDeepEqual(await networkTraces(settings, [...words, id]), traces);
      }
      assert.deepEqual(await networkTraces(settings, [...words, id]), traces);
    });
  });
}

/** The bridge has its address once somebody was attached. */
async function gatewayOf({ settings }: Networks, list: NetworkList): Promise<string> {
  await using probe = await attached(settings, list);
  return probe.gateway;
}
