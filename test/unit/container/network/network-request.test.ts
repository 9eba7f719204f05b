import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runCommand } from "../../../../src/commands/container/run.ts";
import { parseArgv } from "../../../../src/commands/parse-argv.ts";
import { networkRequest } from "../../../../src/container/network/network-request.ts";
import { assertGolden } from "../../../support/golden.ts";

/** From the words a user types to what is understood, with nothing looked up. */
const requestOf = (line: string) => networkRequest(parseArgv(runCommand, [...line.split(" "), "busybox"]));

describe("what run asks of networks", () => {
  test("is the default bridge and nothing else where it says nothing", async () => {
    await assertGolden("container/network-request-defaults", requestOf("--rm"));
  });

  test("is every flag's in its place", async () => {
    const names = "-h front --domainname example.org --network-alias www --net-alias web";
    const addresses =
      "--network blue,green --net name=red,ip=10.4.3.9,alias=db --ip 10.4.1.9 --mac-address 02:42:AC:11:00:02";
    const resolver = "--dns 10.1.1.1,10.1.1.2 --dns-search example.net --dns-opt ndots:2 --dns-option rotate";
    const ports = "-p 0:80 -p 8080-8081:90-91,53/udp -p published=443,target=8443 --expose 7000-7001 -P";
    const hosts = "--add-host db:10.9.9.9 --add-host up:host-gateway";
    await assertGolden(
      "container/network-request-every-flag",
      requestOf([names, addresses, resolver, ports, hosts].join(" ")),
    );
  });

  const conflicts: readonly [line: string, message: string][] = [
    ["--network container:web -h front", "conflicting options: hostname and the network mode"],
    ["--network container:web --dns 10.1.1.1", "conflicting options: dns and the network mode"],
    [
      "--network container:web --add-host a:10.0.0.1",
      "conflicting options: custom host-to-IP mapping and the network mode",
    ],
    ["--network container:web -p 80", "conflicting options: port publishing and the container type network mode"],
    ["--network container:web -P", "conflicting options: port publishing and the container type network mode"],
    ["--network container:web --expose 80", "conflicting options: port exposing and the container type network mode"],
    [
      "--network container:web --mac-address 02:42:ac:11:00:02",
      "conflicting options: mac-address and the network mode",
    ],
    ["--network container:", "invalid container format container:<name|id>"],
    ["--network host --mac-address 02:42:ac:11:00:02", "conflicting options: mac-address and the network mode"],
    ["--network none --ip 10.4.1.9", "user specified IP address is supported on networks only"],
    ["--network-alias www", "network-scoped aliases are only supported for user-defined networks"],
    ["--network blue --network blue", 'network "blue" is specified multiple times'],
    [
      "--network blue --network none",
      "container cannot be connected to multiple networks with one of the networks in private (none) mode",
    ],
    [
      "--network blue --network host",
      "container sharing network namespace with another container or host cannot be connected to any other network",
    ],
    [
      "--network name=blue,ip=10.4.1.9 --ip 10.4.1.8",
      "conflicting options: cannot specify both --ip and per-network IPv4 address",
    ],
    ["--uts host -h front", "conflicting options: hostname and the UTS mode"],
    ["--dns localhost", "invalid value for --dns: localhost is not an ip address"],
    ["--dns-search a..b", "invalid value for --dns-search: a..b is not a valid domain"],
    [`-h ${"a".repeat(65)}`, `invalid hostname: ${"a".repeat(65)}`],
    ["--expose 80:80", "invalid port format for --expose: 80:80"],
    ["-p published=80,to=80", "invalid publish opts format (should be name=value but got 'to=80')"],
  ];
  for (const [line, message] of conflicts) {
    test(`refuses ${line}`, () => assert.throws(() => requestOf(line), { code: "INVALID_VALUE", message }));
  }
});
