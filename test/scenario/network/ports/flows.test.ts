import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { firstAddress, parseSubnet } from "../../../../src/network/addresses/subnet.ts";
import { bridgeList } from "../../../../src/network/bridge/bridge-network.ts";
import { replaceFile } from "../../../../src/store/atomic-file.ts";
import { until } from "../../../support/condition.ts";
import { freeSubnet } from "../../../support/free-subnet.ts";
import { answer, echoServer } from "../../../support/network-traffic.ts";
import { attached, createNetwork, listPath, privateNetworks, reservedPorts } from "../../../support/private-network.ts";

/** A client of the host that keeps its port, as a resolver or a log shipper does, so that to the kernel all it says is one flow. */
async function steadyClient(port: number) {
  const socket = createSocket("udp4").on("error", () => {}); // The host's refusals, while nobody is there.
  let answers = 0;
  socket.on("message", () => answers++);
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const ask = () => socket.send("?", port, "127.0.0.1");
  return {
    ask,
    isAnswered(since: number) {
      ask();
      return answers > since;
    },
    get answers() {
      return answers;
    },
    [Symbol.dispose]: () => void socket.close(),
  };
}

describe("the flow of a client that keeps its udp port", () => {
  test("finds a container that is published after it has begun, and the next one that has the port", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue");
    // With it the kernel begins to follow flows.
    await using neighbour = await attached(settings, blue);
    await using reserved = await reservedPorts(settings, "53/udp");
    const { hostPort } = reserved.ports[0]!;
    using client = await steadyClient(hostPort);
    client.ask();
    const isKnown = async () => (await readFile("/proc/net/nf_conntrack", "utf8")).includes(`dport=${hostPort} `);
    await until("the kernel knows the flow", isKnown);
    for (const life of ["first", "second"]) {
      await using web = await attached(settings, blue, reserved);
      await using server = await echoServer(web.netns, { port: 53, protocol: "udp" });
      const since = client.answers;
      await until(`the ${life} container answers`, () => client.isAnswered(since));
      assert.notEqual(web.ip, neighbour.ip);
      assert.ok(server);
    }
  });
});

describe("a port published on a network with IPv6", () => {
  test("leads there from the host's addresses of both families, and refuses ::1 at once", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const own = randomBytes(3);
    const subnets = [freeSubnet().text, `fd00:fb:${own.toString("hex", 0, 2)}::/64`].map(parseSubnet);
    const ranges = subnets.map((subnet) => ({ subnet, gateway: firstAddress(subnet) }));
    const green = bridgeList({ name: "green", bridge: `nt-${own.toString("hex")}`, ranges, masquerade: true });
    await replaceFile(listPath(settings, "green"), JSON.stringify(green));
    await using reserved = await reservedPorts(settings, "80", "53/udp");
    await using web = await attached(settings, green, reserved);
    await using server = await echoServer(web.netns, { port: 80 });
    const port = reserved.ports[0]!.hostPort;
    const [four, six] = ranges.map(({ gateway }) => gateway);
    assert.equal(await answer(undefined, { address: "127.0.0.1", port }), four);
    assert.equal(await answer(undefined, { address: six!, port }), six);
    assert.equal(await answer(web.netns, { address: six!, port }), six);
    assert.equal(await answer(undefined, { address: "::1", port }), "ECONNREFUSED");
    assert.ok(server);
  });
});
