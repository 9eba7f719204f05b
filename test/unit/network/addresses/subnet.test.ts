import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  firstAddress,
  firstFreeSubnet,
  formatSubnet,
  lastAddress,
  overlap,
  parseSubnet,
  routedSubnets,
  routedSubnets6,
} from "../../../../src/network/addresses/subnet.ts";

const subnet = fc
  .oneof(fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 })), fc.tuple(fc.ipV6(), fc.integer({ min: 1, max: 128 })))
  .map(([address, length]) => parseSubnet(`${address}/${length}`));

describe("a subnet", () => {
  test("drops the bits of its address past the prefix", () => {
    assert.equal(formatSubnet(parseSubnet("10.4.1.77/24")), "10.4.1.0/24");
    assert.equal(formatSubnet(parseSubnet("192.168.255.255/17")), "192.168.128.0/17");
    assert.equal(firstAddress(parseSubnet("10.4.1.77/24")), "10.4.1.1");
    assert.equal(formatSubnet(parseSubnet("FD00:4:0:0:1::7/64")), "fd00:4::/64");
    assert.equal(lastAddress(parseSubnet("fd00:4::/126")), "fd00:4::3");
  });

  test("comes out of its text and goes back into it unchanged", () => {
    fc.assert(fc.property(subnet, (one) => assert.deepEqual(parseSubnet(formatSubnet(one)), one)));
  });

  for (const text of [
    "10.4.1.0",
    "10.4.1/24",
    "10.4.1.0/33",
    "10.4.256.0/24",
    "10.4.1.0/24/24",
    "fd00::/129",
    "fd00:::/64",
    "/24",
    "",
  ]) {
    test(`is refused: "${text}"`, () => {
      assert.throws(() => parseSubnet(text), { code: "INVALID_VALUE", message: `failed to parse subnet: ${text}` });
    });
  }

  test("overlaps with itself, and with another exactly where the other overlaps with it", () => {
    fc.assert(fc.property(subnet, (one) => assert.ok(overlap(one, one))));
    fc.assert(fc.property(subnet, subnet, (one, other) => assert.equal(overlap(one, other), overlap(other, one))));
    assert.ok(overlap(parseSubnet("10.0.0.0/8"), parseSubnet("10.4.1.0/24")));
    assert.equal(overlap(parseSubnet("10.4.0.0/24"), parseSubnet("10.4.1.0/24")), false);
  });

  test("is found free as the first that no taken one touches", () => {
    const taken = ["10.4.0.0/24", "10.4.1.128/25", "10.4.2.0/23"].map(parseSubnet);
    assert.deepEqual(firstFreeSubnet(parseSubnet("10.4.0.0/24"), taken), parseSubnet("10.4.4.0/24"));
    assert.equal(firstFreeSubnet(parseSubnet("10.4.0.0/24"), [parseSubnet("10.0.0.0/8")]), undefined);
  });

  test("is read out of the kernel's routes, without the default one and one's own bridge's", () => {
    const routes = [
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
      "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
      "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
      "nerdsh0\t0001040A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
      "tun0\t000000AC\t00000000\t0001\t0\t0\t0\t0000F0FF\t0\t0\t0",
      "",
    ].join("\n");
    assert.deepEqual(routedSubnets(routes, "nerdsh0").map(formatSubnet), ["192.168.1.0/24", "172.0.0.0/12"]);
  });

  test("is read out of the kernel's routes of IPv6, without those that every interface has", () => {
    const route = (destination: string, length: string, device: string) =>
      `${destination} ${length} ${"0".repeat(32)} 00 ${"0".repeat(32)} 00000100 00000001 00000000 00000001 ${device}`;
    const routes = [
      route("fd000004000000000000000000000000", "40", "eth0"),
      route("fd000005000000000000000000000000", "40", "nerdsh0"),
      route("fe800000000000000000000000000000", "40", "eth0"),
      route("ff000000000000000000000000000000", "08", "eth0"),
      route("00000000000000000000000000000000", "00", "eth0"),
    ];
    assert.deepEqual(routedSubnets6(`${routes.join("\n")}\n`, "nerdsh0").map(formatSubnet), ["fd00:4::/64"]);
  });
});
