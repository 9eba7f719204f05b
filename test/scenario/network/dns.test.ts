import assert from "node:assert/strict";
import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { Forwarder } from "../../../src/network/dns/forwarder.ts";
import {
  codeOf,
  codes,
  type DnsRecord,
  questionBytes,
  readQuery,
  writeReply,
} from "../../../src/network/dns/message.ts";
import { NameServer, type Replier } from "../../../src/network/dns/name-server.ts";
import { containerResolver, networkAskers } from "../../../src/network/dns/resolver.ts";
import { exchangeUdp } from "../../../src/network/dns/upstream.ts";
import type { HostsMeta } from "../../../src/network/hosts/hosts-file.ts";

const members = (count: number): HostsMeta[] =>
  Array.from({ length: count }, (_, i) => ({
    ID: `${i}`.padStart(64, "0"),
    Name: `web-${i}`,
    Hostname: `host-${i}`,
    Domainname: "",
    ExtraHosts: {},
    Aliases: { blue: ["web"] },
    Networks: {
      blue: {
        cniVersion: "1.0.0",
        ips: [{ address: `127.0.0.${i + 1}/24` }, { address: `fd00::${i + 1}/64` }],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
  }));

/** An address of the loopback that is this process's alone. */
function loopback(last: number): string {
  return `127.${128 + ((process.pid >> 8) & 127)}.${process.pid & 255}.${1 + last}`;
}

/** A server for a network that has the loopback's addresses, and a client that asks it. */
async function served({ count = 2, outside = [] as readonly string[] } = {}) {
  const metas = members(count);
  const asker = networkAskers("blue");
  const sources = { asker, metas: () => metas, outside: () => outside, forwarder: new Forwarder() };
  const own = loopback(0);
  const server = await NameServer.listen(own, containerResolver(sources));
  const resolver = new Resolver({ timeout: 10_000, tries: 1 });
  resolver.setServers([own]);
  return { resolver, own, metas, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** A server outside. */
async function outsideServer(address: string, answer: (isTcp: boolean) => { code: number; records?: DnsRecord[] }) {
  const asked: boolean[] = [];
  const reply: Replier = async (message, { isTcp }) => {
    asked.push(isTcp);
    const query = readQuery(message);
    assert.ok("question" in query);
    return writeReply(query, answer(isTcp) as never, isTcp ? 0xffff : query.size);
  };
  const server = await NameServer.listen(address, reply);
  return { asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const address = (text: string): DnsRecord => ({ type: "A", address: text });

describe("a network's name server", () => {
  test("answers addresses of both families, and names of addresses", async () => {
    await using blue = await served();
    assert.deepEqual(await blue.resolver.resolve4("web-1"), ["127.0.0.2"]);
    assert.deepEqual(await blue.resolver.resolve6("WEB-1.blue"), ["fd00::2"]);
    assert.deepEqual(await blue.resolver.reverse("127.0.0.2"), ["web-1.blue"]);
  });

  test("tells a name without that type from one that nobody has", async () => {
    await using blue = await served();
    await assert.rejects(blue.resolver.resolveMx("web-1"), { code: "ENODATA" });
    await assert.rejects(blue.resolver.reverse("127.0.0.99"), { code: "ENOTFOUND" });
    await assert.rejects(blue.resolver.resolve4("example.com"), { code: "ESERVFAIL" });
  });

  test("answers what is there at each question", async () => {
    await using blue = await served();
    await assert.rejects(blue.resolver.resolve4("late"), { code: "ESERVFAIL" });
    blue.metas.push({ ...members(3)[2]!, Name: "late" });
    assert.deepEqual(await blue.resolver.resolve4("late"), ["127.0.0.3"]);
    blue.metas.pop();
    await assert.rejects(blue.resolver.resolve4("late"), { code: "ESERVFAIL" });
  });

  test("has all addresses of a shared alias, each first at times, over TCP where they are many", async () => {
    await using blue = await served({ count: 100 });
    const firsts = new Set<string>();
    while (firsts.size < 2) {
      const addresses = await blue.resolver.resolve4("web");
      assert.equal(new Set(addresses).size, 100);
      firsts.add(addresses[0]!);
    }
  });

  test("is silent to whoever is not in the network, whatever is asked", async () => {
    const asker = networkAskers("blue");
    const sources = { asker, metas: () => members(1), outside: () => [], forwarder: new Forwarder() };
    const from = { address: "192.0.2.1", isTcp: false };
    assert.equal(await containerResolver(sources)(questionBytes("web-0", 1, 1, 7), from), undefined);
    assert.equal(await containerResolver(sources)(Buffer.alloc(40, 0x01), from), undefined);
  });

  test("outlives garbage, and closes on who sends it for ever", async () => {
    await using blue = await served();
    const options = { isReply: () => true, timeoutMs: 10_000 };
    const reply = await exchangeUdp(blue.own, Buffer.alloc(40, 0x01), options);
    assert.ok(reply);
    assert.equal(codeOf(reply), codes.FORMERR);
    const socket = connect({ host: blue.own, port: 53 });
    await new Promise((resolve) => socket.on("connect", resolve));
    socket.write(Buffer.alloc(100_000, 0xff));
    socket.destroy();
    assert.deepEqual(await blue.resolver.resolve4("web-0"), ["127.0.0.1"]);
  });
});

describe("a name outside", () => {
  test("is asked for at the first server that answers", async () => {
    await using refusing = await outsideServer(loopback(1), () => ({ code: codes.SERVFAIL }));
    await using answering = await outsideServer(loopback(2), () => ({ code: 0, records: [address("192.0.2.7")] }));
    // Nobody listens at the third.
    await using blue = await served({ outside: [loopback(3), loopback(1), loopback(2)] });
    assert.deepEqual(await blue.resolver.resolve4("example.com"), ["192.0.2.7"]);
    assert.deepEqual([refusing.asked, answering.asked], [[false], [false]]);
  });

  test("has a reply too long for a datagram over TCP", async () => {
    const records = Array.from({ length: 200 }, (_, i) => address(`192.0.2.${i}`));
    await using far = await outsideServer(loopback(1), () => ({ code: 0, records }));
    await using blue = await served({ outside: [loopback(1)] });
    assert.equal((await blue.resolver.resolve4("example.com")).length, 200);
    assert.deepEqual(far.asked, [false, true]);
  });

  test("is unknown where the server says so", async () => {
    await using far = await outsideServer(loopback(1), () => ({ code: codes.NXDOMAIN }));
    await using blue = await served({ outside: [loopback(1)] });
    await assert.rejects(blue.resolver.resolve4("example.com"), { code: "ENOTFOUND" });
    assert.equal(far.asked.length, 1);
  });

  test("is a failure where no server answers", async () => {
    await using lonely = await served({ outside: [loopback(2)] });
    await assert.rejects(lonely.resolver.resolve4("example.com"), { code: "ESERVFAIL" });
  });
});

describe("the port", () => {
  test("is somebody else's, or the address is another host's: that is said", async () => {
    await using _first = await NameServer.listen(loopback(1), async () => undefined);
    await assert.rejects(
      NameServer.listen(loopback(1), async () => undefined),
      { code: "EADDRINUSE" },
    );
    await assert.rejects(
      NameServer.listen("192.0.2.1", async () => undefined),
      { code: "EADDRNOTAVAIL" },
    );
  });
});
