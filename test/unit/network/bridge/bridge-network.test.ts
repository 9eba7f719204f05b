import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  formatNetworkList,
  type NetworkList,
  type PluginConfig,
  parseNetworkList,
} from "../../../../src/cni/network-list.ts";
import { parseSubnet } from "../../../../src/network/addresses/subnet.ts";
import {
  asBridgeNetwork,
  type BridgeNetwork,
  bareBridge,
  bareBridgeList,
  bridgeList,
} from "../../../../src/network/bridge/bridge-network.ts";
import { bridgeRuleset, forwardChain } from "../../../../src/network/bridge/bridge-ruleset.ts";
import { assertGolden } from "../../../support/golden.ts";

const network: BridgeNetwork = {
  name: "bridge",
  bridge: "nerdctl0",
  ranges: [{ subnet: parseSubnet("10.4.0.0/24"), gateway: "10.4.0.1" }],
  masquerade: true,
  labels: { "nerdctl/default-network": "true" },
};

describe("a bridge network", () => {
  test("is written as nerdctl writes it", async () => {
    await assertGolden("network/bridge-list", bridgeList(network));
  });

  test("is known again, whatever the order of keys", () => {
    const { labels, ...known } = network;
    assert.deepEqual(asBridgeNetwork(parseNetworkList(formatNetworkList(bridgeList(network)), "x")), known);
    assert.deepEqual(asBridgeNetwork(bridgeList({ ...network, mtu: 1400 })), { ...known, mtu: 1400 });
    const [bridge, ...rest] = bridgeList(network).plugins;
    const turned = Object.fromEntries(Object.entries(bridge!).reverse()) as PluginConfig; // The same entries.
    assert.deepEqual(asBridgeNetwork({ ...bridgeList(network), plugins: [turned, ...rest] }), known);
    assert.ok(labels);
  });

  const ranges = [
    {
      subnet: parseSubnet("10.4.7.0/24"),
      gateway: "10.4.7.9",
      ipRange: parseSubnet("10.4.7.128/25"),
    },
    { subnet: parseSubnet("fd00:7::/64"), gateway: "fd00:7::1" },
  ];
  for (const more of [
    { ranges },
    { isInternal: true, masquerade: false },
    { isIsolated: true },
    { masquerade: false },
  ]) {
    test(`is known again with ${Object.keys(more).join(" and ")}`, () => {
      const { labels, ...known } = { ...network, ...more };
      assert.deepEqual(asBridgeNetwork(bridgeList({ ...known, labels: labels! })), known);
    });
  }

  test("with both families, inside only, is written as nerdctl writes it", async () => {
    const inside = { ...network, ranges, isInternal: true, masquerade: false, mtu: 1400 };
    await assertGolden("network/internal-bridge-list", bridgeList(inside));
  });

  const [bridge, portmap, firewall, tuning] = bridgeList(network).plugins as [
    PluginConfig,
    PluginConfig,
    PluginConfig,
    PluginConfig,
  ];
  const range = { subnet: "10.4.0.0/24", gateway: "10.4.0.1" };
  const withIpam = (change: object) => {
    const ipam = { ...(bridge["ipam"] as object), ...change };
    return [{ ...bridge, ipam }, portmap, firewall, tuning];
  };
  const others: { what: string; plugins: NetworkList["plugins"] }[] = [
    { what: "a VLAN", plugins: [{ ...bridge, vlan: 7 }, portmap, firewall, tuning] },
    { what: "no gateway", plugins: [{ ...bridge, isGateway: false }, portmap, firewall, tuning] },
    { what: "another IPAM", plugins: [{ ...bridge, ipam: { type: "dhcp" } }, portmap, firewall, tuning] },
    { what: "another policy", plugins: [bridge, portmap, { ...firewall, ingressPolicy: "open" }, tuning] },
    { what: "two ranges for one address", plugins: withIpam({ ranges: [[range, range]] }) },
    { what: "a range's end alone", plugins: withIpam({ ranges: [[{ ...range, rangeEnd: "10.4.0.9" }]] }) },
    { what: "a route of its own", plugins: withIpam({ routes: [{ dst: "10.0.0.0/8" }] }) },
    { what: "a sysctl", plugins: [bridge, portmap, firewall, { ...tuning, sysctl: { "net.core.somaxconn": "500" } }] },
    { what: "a fifth plugin", plugins: [bridge, portmap, firewall, tuning, { type: "bandwidth" }] },
    { what: "no firewall", plugins: [bridge, portmap, tuning] },
    { what: "macvlan", plugins: [{ type: "macvlan", master: "eth0" }] },
  ];
  for (const { what, plugins } of others) {
    test(`is not what has ${what}: that runs as written`, () => {
      assert.equal(asBridgeNetwork({ ...bridgeList(network), plugins }), undefined);
    });
  }

  test("is reduced to the bridge plugin without masquerade, and known as reduced", async () => {
    const bare = bareBridgeList(bridgeList(network), "/var/lib/cni/networks");
    await assertGolden("network/bare-bridge-list", bare);
    assert.deepEqual(bareBridge(bare), { bridge: "nerdctl0", dataDir: "/var/lib/cni/networks" });
    assert.equal(bareBridge(bridgeList(network)), undefined);
    assert.equal(bareBridge({ ...bare, plugins: [{ ...bare.plugins[0]!, ipam: { type: "dhcp" } }] }), undefined);
  });
});

describe("a bridge's rules", () => {
  test("of IPv6 masquerade it, and of an internal network let nothing through", async () => {
    const ranges = [{ subnet: parseSubnet("fd00:7::/64"), gateway: "fd00:7::1" }];
    const six = bridgeRuleset({ ...network, ranges });
    assert.match(six, /ip6 saddr fd00:7::\/64 oifname != \{ "lo", "nerdctl0" \} ip6 daddr != ff00::\/8 masquerade/);
    const inside = bridgeRuleset({ ...network, ranges, isInternal: true, masquerade: false });
    assert.doesNotMatch(inside, /fd00:7/);
    assert.match(inside, /iifname "nerdctl0" oifname != "nerdctl0" drop\n/);
  });

  test("translate, isolate and masquerade in one table", async () => {
    await assertGolden("network/bridge-ruleset", bridgeRuleset(network).split("\n"));
  });

  test("leave addresses as they are where the network does not masquerade", () => {
    const without = bridgeRuleset({ ...network, masquerade: false }).split("\n");
    const left = bridgeRuleset(network)
      .split("\n")
      .filter((line) => !without.includes(line));
    assert.deepEqual(left, [
      '    ip saddr 10.4.0.0/24 oifname != { "lo", "nerdctl0" } ip daddr != 224.0.0.0/4 masquerade',
    ]);
  });

  test("accept in iptables' own table, in a chain that iptables allows the name of", () => {
    const { chain, restore } = forwardChain("nerd-0123456789");
    assert.ok(chain.length <= 28, "iptables(8): chain names of up to 28 bytes");
    assert.deepEqual(restore.split("\n").slice(0, 3), [
      "*filter",
      ":NERD-nerd-0123456789 - [0:0]",
      "-A NERD-nerd-0123456789 -i nerd-0123456789 -j ACCEPT",
    ]);
  });
});
