import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { zoneLookup } from "../../../../src/network/bridge/bridge-ruleset.ts";
import { parsePublishedPorts, publishCommands } from "../../../../src/network/ports/published-ports.ts";

const any = { hostAddress: "0.0.0.0", hostPort: 8080, containerPort: 80, protocol: "tcp" as const };
const bound = { hostAddress: "127.0.0.1", hostPort: 5353, containerPort: 53, protocol: "udp" as const };

describe("published ports", () => {
  test("are elements of the bridge's maps that carry the container's id", () => {
    const commands = publishCommands({ bridge: "nerdsh0", id: "c0ffee", address: "10.4.1.2", ports: [any, bound] });
    assert.deepEqual(commands.split("\n"), [
      ...zoneLookup("nerdsh0").trimEnd().split("\n"),
      'create element inet nerdsh-nerdsh0 any { tcp . 8080 comment "c0ffee" : 10.4.1.2 . 80 }',
      'create element inet nerdsh-nerdsh0 bound { 127.0.0.1 . udp . 5353 comment "c0ffee" : 10.4.1.2 . 53 }',
      'create element inet nerdsh-nerdsh0 bound-zone { 127.0.0.1 . udp . 5353 comment "c0ffee" : 62354 }',
      "",
    ]);
  });

  test("of tcp ask for no zone: other packets have no more rules to pass", () => {
    const commands = publishCommands({ bridge: "nerdsh0", id: "c0ffee", address: "10.4.1.2", ports: [any] });
    assert.deepEqual(commands.split("\n"), [
      'create element inet nerdsh-nerdsh0 any { tcp . 8080 comment "c0ffee" : 10.4.1.2 . 80 }',
      "",
    ]);
  });

  test("are read out of what nft prints", () => {
    const printed = {
      nftables: [
        { metainfo: { version: "1.1.3" } },
        { table: { family: "inet", name: "nerdsh-nerdsh0", handle: 1 } },
        {
          map: {
            name: "any",
            elem: [[{ elem: { val: { concat: ["tcp", 8080] }, comment: "c0ffee" } }, { concat: ["10.4.1.2", 80] }]],
          },
        },
        { map: { name: "bound" } },
      ],
    };
    assert.deepEqual(parsePublishedPorts(JSON.stringify(printed)), [{ map: "any", key: ["tcp", 8080], id: "c0ffee" }]);
  });

  test("lead to the address of each family that the container has", () => {
    const addresses = { address: "10.4.1.2", address6: "fd00:4::2" };
    const ports = [
      { ...any, protocol: "udp" as const },
      { ...any, hostAddress: "fd00::1" },
      { ...any, hostAddress: "::", hostPort: 81 },
      { ...any, hostAddress: "::1", hostPort: 82 },
    ];
    const commands = publishCommands({ bridge: "nerdsh0", id: "c0ffee", ...addresses, ports });
    assert.deepEqual(commands.split("\n"), [
      ...zoneLookup("nerdsh0").trimEnd().split("\n"),
      'create element inet nerdsh-nerdsh0 any { udp . 8080 comment "c0ffee" : 10.4.1.2 . 80 }',
      'create element inet nerdsh-nerdsh0 any6 { udp . 8080 comment "c0ffee" : fd00:4::2 . 80 }',
      'create element inet nerdsh-nerdsh0 any-zone { udp . 8080 comment "c0ffee" : 35160 }',
      'create element inet nerdsh-nerdsh0 bound6 { fd00::1 . tcp . 8080 comment "c0ffee" : fd00:4::2 . 80 }',
      'create element inet nerdsh-nerdsh0 any6 { tcp . 81 comment "c0ffee" : fd00:4::2 . 80 }',
      "",
    ]);
  });
});
