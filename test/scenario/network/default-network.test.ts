import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { overlap, routedSubnets } from "../../../src/network/addresses/subnet.ts";
import { asBridgeNetwork } from "../../../src/network/bridge/bridge-network.ts";
import { defaultNetwork } from "../../../src/network/lists/default-network.ts";
import { networkByName } from "../../../src/network/lists/network-by-name.ts";
import { replaceFile } from "../../../src/store/atomic-file.ts";
import { createNetwork, listPath, privateNetworks } from "../../support/private-network.ts";

describe("the default network", () => {
  test("is made once, however many ask for it first", async () => {
    await using networks = await privateNetworks();
    const lists = await Promise.all(Array.from({ length: 8 }, () => defaultNetwork(networks.settings)));
    const [first] = lists;
    for (const list of lists) assert.deepEqual(list, first);
    const file = join(networks.settings.cni.configDir, "nerdctl-bridge.conflist");
    assert.deepEqual(JSON.parse(await readFile(file, "utf8")), first);
  });

  test("has a subnet apart from the host's routes and from that of each other engine", async () => {
    const routes = routedSubnets(await readFile("/proc/net/route", "utf8"));
    await using one = await privateNetworks();
    await using other = await privateNetworks();
    const lists = await Promise.all([one, other].map(({ settings }) => defaultNetwork(settings)));
    const subnets = lists.map((list) => asBridgeNetwork(list)!.ranges[0]!.subnet);
    assert.equal(overlap(subnets[0]!, subnets[1]!), false);
    for (const subnet of subnets)
      assert.equal(
        routes.some((route) => overlap(route, subnet)),
        false,
      );
  });

  test("has the gateway that the user names", async () => {
    await using networks = await privateNetworks();
    const cni = { ...networks.settings.cni, bridgeSubnet: "10.199.7.9/24" };
    const network = asBridgeNetwork(await defaultNetwork({ ...networks.settings, cni }));
    assert.deepEqual(
      [network?.ranges[0]?.gateway, network?.masquerade, network?.bridge],
      ["10.199.7.9", true, cni.bridgeName],
    );
  });

  test("stays as nerdctl or the user has written it", async () => {
    await using networks = await privateNetworks();
    const text = '{"cniVersion":"1.0.0","name":"bridge","plugins":[{"type":"macvlan","master":"eth0"}]}';
    await replaceFile(join(networks.settings.cni.configDir, "nerdctl-bridge.conflist"), text);
    assert.deepEqual((await networkByName(networks.settings, "bridge")).plugins, [{ type: "macvlan", master: "eth0" }]);
  });
});

describe("a network's name", () => {
  test("leads to its list in the namespace's directory", async () => {
    await using networks = await privateNetworks();
    const blue = await createNetwork(networks.settings, "blue");
    assert.deepEqual(await networkByName(networks.settings, "blue"), blue);
    assert.deepEqual(await networkByName(networks.settings, blue.nerdctlID!), blue);
  });

  test("that nobody has is answered with the closest ones", async () => {
    await using networks = await privateNetworks();
    await createNetwork(networks.settings, "blue");
    await assert.rejects(networkByName(networks.settings, "bleu"), {
      code: "UNKNOWN_NETWORK",
      message: "no such network: bleu",
      hint: "did you mean blue?",
      suggestions: ["blue"],
    });
  });

  test("that may be in a file which cannot be read is answered with that file's fault", async () => {
    await using networks = await privateNetworks();
    await createNetwork(networks.settings, "blue");
    await replaceFile(listPath(networks.settings, "torn"), '{"name":"torn"');
    await assert.rejects(networkByName(networks.settings, "torn"), {
      code: "INVALID_VALUE",
      message: /it is not JSON/,
    });
    assert.equal((await networkByName(networks.settings, "blue")).name, "blue");
  });
});
