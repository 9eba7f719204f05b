import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gatewaysOf, hostGateways, namedNetworks } from "../../../../src/network/dns/gateways.ts";

const ips = [{ address: "127.0.0.9/24", gateway: "127.0.0.1" }];
const sandbox = "/run/netns/web";
/** As each plugin answers: bridge and ptp have an end on the host, macvlan and ipvlan have none. */
const results = {
  bridge: { cniVersion: "1.0.0", interfaces: [{ name: "veth0" }, { name: "eth0", sandbox }], ips },
  blue: { cniVersion: "1.0.0", interfaces: [{ name: "br-1" }, { name: "veth1" }, { name: "eth0", sandbox }], ips },
  routed: {
    cniVersion: "1.0.0",
    interfaces: [{ name: "br-2" }, { name: "veth2" }, { name: "eth1", sandbox }],
    ips: [{ address: "192.0.2.9/24", gateway: "192.0.2.1" }],
  },
  macvlan: { cniVersion: "1.0.0", interfaces: [{ name: "eth2", sandbox }], ips },
  ipvlan: { cniVersion: "1.0.0", interfaces: [{ name: "eth3", sandbox }], ips },
};

describe("the gateways at which a container asks for names", () => {
  test("are those of its own networks in which the host has an interface", () => {
    const known = gatewaysOf(results);
    assert.deepEqual(known, [
      { network: "blue", address: "127.0.0.1" },
      { network: "routed", address: "192.0.2.1" },
    ]);
  });

  test("are not those of other hosts", async () => {
    assert.deepEqual(await hostGateways(results), [{ network: "blue", address: "127.0.0.1" }]);
  });

  test("are none of macvlan and ipvlan, though the host has their gateway's address: there it is asked inside", async () => {
    const { macvlan, ipvlan } = results;
    for (const lan of [macvlan, ipvlan]) {
      assert.deepEqual(await hostGateways({ lan }), []);
      assert.deepEqual(namedNetworks({ lan, bridge: results.bridge }), ["lan"]);
    }
  });
});
