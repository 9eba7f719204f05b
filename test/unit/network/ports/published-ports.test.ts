import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  parsePublishedPorts,
  publishCommands,
  refuseUnpublishable,
} from "../../../../src/network/ports/published-ports.ts";

const any = { hostAddress: "0.0.0.0", hostPort: 8080, containerPort: 80, protocol: "tcp" as const };
const bound = { hostAddress: "127.0.0.1", hostPort: 5353, containerPort: 53, protocol: "udp" as const };

describe("published ports", () => {
  test("are elements of the bridge's maps that carry the container's id", () => {
    const commands = publishCommands({ bridge: "nerdsh0", id: "c0ffee", address: "10.4.1.2", ports: [any, bound] });
    assert.deepEqual(commands.split("\n"), [
      'create element inet nerdsh-nerdsh0 any { tcp . 8080 comment "c0ffee" : 10.4.1.2 . 80 }',
      'create element inet nerdsh-nerdsh0 bound { 127.0.0.1 . udp . 5353 comment "c0ffee" : 10.4.1.2 . 53 }',
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

  test("are refused on an IPv6 address, which leads to no IPv4 container", () => {
    refuseUnpublishable([any, bound, { ...any, hostAddress: "::" }]);
    assert.throws(() => refuseUnpublishable([any, { ...any, hostAddress: "fd00::1" }]), {
      code: "UNSUPPORTED",
      message: "the network has no IPv6, so cannot publish on fd00::1",
    });
  });
});
