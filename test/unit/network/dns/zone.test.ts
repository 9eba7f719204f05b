import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { classes, codes, recordTypes } from "../../../../src/network/dns/message.ts";
import {
  askableServers,
  askerOf,
  containerAsker,
  reversedAddress,
  zoneAnswer,
} from "../../../../src/network/dns/zone.ts";
import type { HostsMeta } from "../../../../src/network/hosts/hosts-file.ts";

const meta = (name: string, networks: Record<string, string[]>, aliases: Record<string, string[]> = {}): HostsMeta => ({
  ID: `${Buffer.from(name).toString("hex")}${"0".repeat(64)}`.slice(0, 64),
  Name: name,
  Hostname: `host-${name}`,
  Domainname: "",
  ExtraHosts: {},
  Aliases: aliases,
  Networks: Object.fromEntries(
    Object.entries(networks).map(([network, addresses]) => [
      network,
      { cniVersion: "1.0.0", ips: addresses.map((address) => ({ address })) },
    ]),
  ),
});

const web = meta("web", { blue: ["10.4.1.2/24", "fd00:4::2/64"] }, { blue: ["front"] });
const other = meta("other", { blue: ["10.4.1.3/24"], green: ["10.4.2.3/24"] }, { blue: ["front"] });
const far = meta("far", { green: ["10.4.2.4/24"] });
const plain = meta("plain", { bridge: ["10.4.0.2/24"] });
const metas = [web, other, far, plain];

function answer(name: string, type: number = recordTypes.A, networks = ["blue"]) {
  const found = zoneAnswer({ name, type, class: classes.IN }, { networks }, metas);
  if (found === undefined) return "ask outside";
  if (found.code !== codes.NOERROR) return found.code;
  return found.records.map((record) =>
    "address" in record ? record.address : "target" in record ? record.target : "",
  );
}

describe("a network's names", () => {
  test("are a container's own, its short id, its hostname and its aliases, each also with the network's", () => {
    for (const name of ["web", "web.blue", web.ID.slice(0, 12), "host-web"]) {
      assert.deepEqual(answer(name), ["10.4.1.2"]);
      assert.deepEqual(answer(name, recordTypes.AAAA), ["fd00:4::2"]);
    }
    assert.deepEqual(answer("front"), ["10.4.1.2", "10.4.1.3"]);
    assert.deepEqual(answer("web", recordTypes.ANY), ["10.4.1.2", "fd00:4::2"]);
  });

  test("have nothing of other types, which is not asked for outside", () => {
    assert.deepEqual(answer("other", recordTypes.AAAA), []);
    assert.deepEqual(answer("web", 15), []);
  });

  test("are unknown in other networks, and the default network has none", () => {
    assert.equal(answer("far"), "ask outside");
    assert.deepEqual(answer("far", recordTypes.A, ["blue", "green"]), ["10.4.2.4"]);
    assert.equal(answer("plain"), "ask outside");
    assert.equal(answer("web.green"), "ask outside");
  });
});

describe("an address", () => {
  const reverse = "2.1.4.10.in-addr.arpa";

  test("is a container's", () => {
    assert.deepEqual(answer(reverse, recordTypes.PTR), ["web.blue"]);
    const v6 = `2.${"0.".repeat(23)}4.0.0.0.0.0.d.f.ip6.arpa`;
    assert.deepEqual(answer(v6, recordTypes.PTR), ["web.blue"]);
    assert.deepEqual(answer(reverse, recordTypes.A), []);
  });

  test("of the network that nobody has is nobody's, and one elsewhere is asked for outside", () => {
    assert.equal(answer("9.1.4.10.in-addr.arpa", recordTypes.PTR), codes.NXDOMAIN);
    assert.equal(answer("9.2.4.10.in-addr.arpa", recordTypes.PTR), "ask outside");
  });

  test("is read out of its reversed name", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        assert.equal(reversedAddress(`${address.split(".").reverse().join(".")}.in-addr.arpa`), address);
      }),
    );
    assert.equal(reversedAddress("999.1.4.10.in-addr.arpa"), undefined);
    assert.equal(reversedAddress("1.4.10.in-addr.arpa"), undefined);
  });
});

describe("who asks", () => {
  test("is a container, in all of its networks", () => {
    assert.deepEqual(askerOf(metas, "blue", "10.4.1.3"), { meta: other, networks: ["blue", "green"] });
    assert.deepEqual(askerOf(metas, "blue", "fd00:4:0::2")?.meta, web);
  });

  test("may be somebody else in the network, in that one alone", () => {
    assert.deepEqual(askerOf(metas, "blue", "10.4.1.77"), { meta: undefined, networks: ["blue"] });
  });

  test("has servers outside where a network of its leads there, and else only those in its networks", () => {
    const servers = ["192.0.2.53", "10.4.1.9", "fe80::53%eth0"];
    const asked = (asker: HostsMeta, among = [asker]) => askableServers(servers, containerAsker(asker), among);
    assert.deepEqual(asked(web), ["10.4.1.9"]);
    const out = { ...plain.Networks["bridge"]!, routes: [{ dst: "0.0.0.0/0" }] };
    assert.deepEqual(asked({ ...web, Networks: { ...web.Networks, bridge: out } }), servers);
    assert.deepEqual(askableServers(servers, { meta: undefined, networks: ["blue"] }, metas), ["10.4.1.9"]);
  });

  test("is nobody from outside of the network", () => {
    assert.equal(askerOf(metas, "blue", "10.4.2.4"), undefined);
    assert.equal(askerOf(metas, "blue", "192.0.2.1"), undefined);
  });
});
