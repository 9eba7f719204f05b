import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addressPlan } from "../../../../src/network/addresses/address-plan.ts";
import { hostLocal } from "../../../../src/network/addresses/host-local.ts";
import { parseSubnet } from "../../../../src/network/addresses/subnet.ts";

const nothing = { subnet: [], gateway: [], ipRange: [], auxAddress: {}, ipv4: true, ipv6: false };
const space = {
  taken: ["192.168.1.0/24", "10.4.0.0/16", "fd00:9::/64"].map(parseSubnet),
  free: (family: 4 | 6) => parseSubnet(family === 4 ? "10.5.0.0/24" : "fd00:5::/64"),
};

function rangesOf(asked: Partial<typeof nothing> | object): unknown {
  const { ranges } = addressPlan({ ...nothing, ...asked }, space);
  return (hostLocal(ranges, { isInternal: true }) as { ranges: unknown }).ranges;
}

describe("the addresses of a new network", () => {
  test("are of the first free subnet, with the host at its first one", () => {
    assert.deepEqual(rangesOf({}), [[{ gateway: "10.5.0.1", subnet: "10.5.0.0/24" }]]);
  });

  test("are of the families that are asked for", () => {
    const four = [{ gateway: "10.5.0.1", subnet: "10.5.0.0/24" }];
    const six = [{ gateway: "fd00:5::1", subnet: "fd00:5::/64" }];
    assert.deepEqual(rangesOf({ ipv6: true }), [four, six]);
    assert.deepEqual(rangesOf({ ipv4: false, ipv6: true }), [six]);
    assert.deepEqual(rangesOf({ subnet: ["fd00:5::/64"] }), [six, four], "as nerdctl gives IPv4, too");
  });

  test("follow each subnet's own gateway, range and reservations", () => {
    const asked = {
      subnet: ["10.6.0.0/24", "10.7.0.0/24"],
      gateway: ["10.7.0.9"],
      ipRange: ["10.6.0.0/25", "10.7.0.128/25"],
      auxAddress: { router: "10.6.0.7" },
    };
    assert.deepEqual(rangesOf(asked), [
      [
        {
          gateway: "10.6.0.1",
          ipRange: "10.6.0.0/25",
          rangeEnd: "10.6.0.127",
          rangeStart: "10.6.0.1",
          subnet: "10.6.0.0/24",
        },
      ],
      [
        {
          gateway: "10.7.0.9",
          ipRange: "10.7.0.128/25",
          rangeEnd: "10.7.0.254",
          rangeStart: "10.7.0.129",
          subnet: "10.7.0.0/24",
        },
      ],
    ]);
    const { aux } = addressPlan({ ...nothing, ...asked }, space);
    assert.deepEqual(aux, [{ subnet: "10.6.0.0/24", name: "router", address: "10.6.0.7" }]);
  });

  const refused: { asked: object; message: string }[] = [
    { asked: { subnet: ["10.6.0/24"] }, message: "failed to parse subnet: 10.6.0/24" },
    { asked: { subnet: ["10.6.0.9/24"] }, message: "unexpected subnet 10.6.0.9/24, maybe you meant 10.6.0.0/24?" },
    {
      asked: { subnet: ["10.6.0.0/31"] },
      message: "subnet is too small for a gateway and a container: 10.6.0.0/31",
    },
    {
      asked: { subnet: ["10.4.7.0/24"] },
      message: "subnet 10.4.7.0/24 overlaps with other one on this address space: 10.4.0.0/16",
    },
    {
      asked: { subnet: ["10.6.0.0/16", "10.6.7.0/24"] },
      message: "subnet 10.6.7.0/24 overlaps with other one on this address space: 10.6.0.0/16",
    },
    { asked: { gateway: ["10.9.0.1"] }, message: "no matching subnet for gateway 10.9.0.1" },
    { asked: { gateway: ["here"] }, message: "failed to parse gateway: here" },
    {
      asked: { gateway: ["10.5.0.1", "10.5.0.2"] },
      message: "subnet 10.5.0.0/24 has two values of --gateway",
    },
    { asked: { ipRange: ["10.5.0.0/16"] }, message: "no matching subnet for ip-range 10.5.0.0/16" },
    { asked: { auxAddress: { a: "10.9.0.1" } }, message: "no matching subnet for aux-address 10.9.0.1" },
    { asked: { auxAddress: { a: null } }, message: "failed to parse aux-address: a=" },
    { asked: { ipv4: false }, message: "a network has IPv4, or IPv6, or both" },
    {
      asked: { ipv4: false, ipv6: true, subnet: ["10.6.0.0/24"] },
      message: "IPv4 is off, and yet there is 10.6.0.0/24",
    },
  ];
  for (const { asked, message } of refused) {
    test(`are refused: ${message}`, () => {
      assert.throws(() => rangesOf(asked), { code: "INVALID_VALUE", message });
    });
  }
});
