import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, echoServer } from "../../support/network-traffic.ts";
import { attached, createNetwork, privateNetworks } from "../../support/private-network.ts";
import { programOutput } from "../../support/program.ts";

describe("two bridge networks", () => {
  for (const kind of ["usual", "as written"] as const) {
    test(`do not reach each other (${kind})`, async () => {
      await using networks = await privateNetworks();
      const { settings } = networks;
      await using web = await attached(settings, await createNetwork(settings, "blue", kind));
      await using stranger = await attached(settings, await createNetwork(settings, "green", kind));
      await using server = await echoServer(web.netns, { port: 80 });
      assert.equal(await answer(stranger.netns, { address: web.ip, port: 80 }, 1_500), "no answer");
      assert.ok(server);
    });
  }

  test("can have one container in both, which each of them reaches", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const [blue, green] = [await createNetwork(settings, "blue"), await createNetwork(settings, "green")];
    await using both = await attached(settings, blue);
    const second = await both.attach(green, "eth1");
    await using one = await attached(settings, blue);
    await using other = await attached(settings, green);
    await using server = await echoServer(both.netns, { port: 80 });
    assert.equal(await answer(one.netns, { address: both.ip, port: 80 }), one.ip);
    assert.equal(await answer(other.netns, { address: second.ip, port: 80 }), other.ip);
    await both.detach("green");
    assert.equal(await answer(one.netns, { address: both.ip, port: 80 }), one.ip);
    assert.equal((await programOutput("ip", ["-n", both.netnsName, "-br", "link"])).includes("eth1"), false);
    assert.ok(server);
  });
});

describe("the host's loopback", () => {
  test("is not reached from a container, though the bridge routes loopback addresses", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    await using intruder = await attached(settings, await createNetwork(settings, "blue"));
    await using server = await echoServer(undefined, { port: 0 });
    const inside = ["netns", "exec", intruder.netnsName];
    // What a container with CAP_NET_ADMIN can do: send 127.0.0.1 over the wire.
    await programOutput("ip", [...inside, "sysctl", "-qw", "net.ipv4.conf.eth0.route_localnet=1"]);
    await programOutput("ip", ["-n", intruder.netnsName, "address", "flush", "dev", "lo"]);
    await programOutput("ip", ["-n", intruder.netnsName, "route", "add", "127.0.0.1", "via", intruder.gateway]);
    assert.equal(await answer(intruder.netns, { address: "127.0.0.1", port: server.port }, 1_500), "no answer");
    assert.equal(await answer(undefined, { address: "127.0.0.1", port: server.port }), "127.0.0.1");
  });
});
