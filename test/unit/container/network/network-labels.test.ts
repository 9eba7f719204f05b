import assert from "node:assert/strict";
import { hostname } from "node:os";
import { describe, test } from "node:test";
import { networkLabels, recordedNetwork } from "../../../../src/container/network/network-labels.ts";
import type { PlannedNetwork } from "../../../../src/container/network/planned-network.ts";
import { assertGolden } from "../../../support/golden.ts";

const plain: PlannedNetwork = {
  mode: { kind: "networks", endpoints: [{ network: "bridge", aliases: [] }] },
  hostname: "0ab12cd34ef5",
  domainname: "",
  extraHosts: [],
  sandbox: "/run/netns/0ab12cd34ef5",
  shared: undefined,
  resolver: { servers: [], search: [], options: [] },
  published: [],
  publishAll: false,
  exposed: [],
};

const first = { network: "blue", aliases: [], ip: "10.4.1.9", ip6: "fd00::9", mac: "02:42:ac:11:00:02" };

const everything: PlannedNetwork = {
  ...plain,
  mode: { kind: "networks", endpoints: [first, { network: "green", aliases: ["db"], ip: "10.4.2.9" }] },
  domainname: "example.org",
  extraHosts: [{ name: "db", address: "fd00::2" }],
  resolver: { servers: ["10.1.1.1"], search: ["example.net"], options: ["ndots:2"] },
  published: [{ hostAddress: "0.0.0.0", hostPorts: undefined, containerPort: 80, protocol: "tcp" }],
  publishAll: true,
  exposed: ["80/tcp"],
};

describe("the labels of a container's network", () => {
  test("are nerdctl's alone where nothing was asked for", async () => {
    await assertGolden("container/network-labels-defaults", networkLabels(plain));
  });

  test("have all that was asked for", async () => {
    await assertGolden("container/network-labels-everything", networkLabels(everything));
  });

  for (const [title, network] of Object.entries({ plain, everything })) {
    test(`give the same network again: ${title}`, () => {
      const { mode, hostname, domainname, extraHosts, resolver } = network;
      const recorded = recordedNetwork(networkLabels(network), hostname);
      assert.deepEqual(recorded, { mode, hostname, domainname, extraHosts, resolver });
    });
  }

  for (const [names, mode] of [
    [["host"], { kind: "host" }],
    [["none"], { kind: "none" }],
    [["container:0ab1"], { kind: "container", reference: "0ab1" }],
    [["ns:/run/netns/a"], { kind: "namespace", path: "/run/netns/a" }],
  ] as const) {
    test(`are read as nerdctl writes them: ${names}`, () => {
      assert.deepEqual(recordedNetwork({ "nerdctl/networks": JSON.stringify(names) }).mode, mode);
    });
  }

  test("have the host's name where the container keeps it", () => {
    const labels = networkLabels({ ...plain, mode: { kind: "host" }, hostname: "" });
    assert.deepEqual([labels["nerdctl/hostname"], labels["nerdctl/networks"]], [hostname(), '["host"]']);
  });
});
