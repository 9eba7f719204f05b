import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { displayedPorts } from "../../../../src/container/record/displayed-ports.ts";
import type { PortMapping } from "../../../../src/network/ports/port-mapping.ts";

const published = (hostPort: number, containerPort: number, more: Partial<PortMapping> = {}): PortMapping => ({
  ...{ hostAddress: "0.0.0.0", hostPort, containerPort, protocol: "tcp" },
  ...more,
});

describe("the ports of a container in a list", () => {
  test("are the host's and its own", () => {
    assert.equal(displayedPorts([published(8080, 80)], []), "0.0.0.0:8080->80/tcp");
    assert.equal(displayedPorts([published(8080, 80, { hostAddress: "::1" })], []), "[::1]:8080->80/tcp");
    assert.equal(displayedPorts([], []), "");
  });

  test("have what is only declared first, without what is published", () => {
    const ports = [published(8080, 80), published(53, 5353, { protocol: "udp" })];
    assert.equal(
      displayedPorts(ports, ["443/tcp", "80/tcp", "80/udp"]),
      "80/udp, 443/tcp, 0.0.0.0:8080->80/tcp, 0.0.0.0:53->5353/udp",
    );
  });

  test("are ranges where neighbours are the same numbers on both sides", () => {
    const same = [8000, 8002, 8001].map((port) => published(port, port));
    assert.equal(
      displayedPorts(same, ["99/tcp", "100/tcp", "102/tcp"]),
      "99-100/tcp, 102/tcp, 0.0.0.0:8000-8002->8000-8002/tcp",
    );
    const others = [published(18000, 8000), published(18001, 8001)];
    assert.equal(displayedPorts(others, []), "0.0.0.0:18000->8000/tcp, 0.0.0.0:18001->8001/tcp");
  });

  test("are in the order of their numbers, and of the host's addresses", () => {
    const ports = [published(9001, 81), published(9000, 80), published(9000, 80, { hostAddress: "127.0.0.1" })];
    assert.equal(displayedPorts(ports, []), "0.0.0.0:9000->80/tcp, 127.0.0.1:9000->80/tcp, 0.0.0.0:9001->81/tcp");
  });
});
