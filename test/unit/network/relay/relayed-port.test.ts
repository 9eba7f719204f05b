import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refuseUnrelayable, relaysTo } from "../../../../src/network/relay/relayed-port.ts";

const port = { hostAddress: "0.0.0.0", hostPort: 8080, containerPort: 80, protocol: "tcp" as const };
const on = (hostAddress: string, protocol: "tcp" | "udp" | "sctp" = "tcp") => ({ ...port, hostAddress, protocol });

describe("a port that the kernel leads nowhere", () => {
  test("is relayed: on ::1 always, on other IPv6 addresses where the container has none", () => {
    const ports = [on("0.0.0.0"), on("127.0.0.1"), on("::1"), on("::", "udp"), on("fd00::1")];
    const hosts = (addresses: object) => relaysTo(ports, addresses).map(({ hostAddress }) => hostAddress);
    assert.deepEqual(hosts({ address: "10.4.1.2" }), ["::1", "::", "fd00::1"]);
    assert.deepEqual(hosts({ address: "10.4.1.2", address6: "fd00:4::2" }), ["::1"]);
    assert.deepEqual(hosts({}), []);
  });

  test("leads to the container's address of IPv6, where it has one", () => {
    const [relay] = relaysTo([on("::1")], { address: "10.4.1.2", address6: "fd00:4::2" });
    assert.deepEqual(relay, {
      protocol: "tcp",
      hostAddress: "::1",
      hostPort: 8080,
      address: "fd00:4::2",
      port: 80,
    });
  });

  test("is refused for sctp, which no runtime speaks", () => {
    refuseUnrelayable([on("::1"), on("fd00::1", "sctp")], { hasIpv6: true });
    assert.throws(() => refuseUnrelayable([on("::1", "sctp")], { hasIpv6: true }), { code: "UNSUPPORTED" });
    assert.throws(() => refuseUnrelayable([on("fd00::1", "sctp")], { hasIpv6: false }), { code: "UNSUPPORTED" });
  });
});
