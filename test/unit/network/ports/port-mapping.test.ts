import assert from "node:assert/strict";
import { BlockList, isIPv6 } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  fromNerdctlPort,
  isSameHostPort,
  type PortMapping,
  type PortProtocol,
  parsePortSpecs,
  toNerdctlPort,
  toPortSpec,
} from "../../../../src/network/ports/port-mapping.ts";

const any = { hostAddress: "0.0.0.0", protocol: "tcp" as const };

const port = fc.integer({ min: 1, max: 65535 });
const protocol = fc.constantFrom<PortProtocol>("tcp", "udp", "sctp");
const address = fc.oneof(fc.ipV4(), fc.ipV6());
const bracketed = (text: string) => (text.includes(":") ? `[${text}]` : text);

/** Of IPv6 there are several spellings. */
function isSameAddress(one: string, other: string): boolean {
  const list = new BlockList();
  list.addAddress(other, isIPv6(other) ? "ipv6" : "ipv4");
  return list.check(one, isIPv6(one) ? "ipv6" : "ipv4");
}

describe("a port specification", () => {
  const cases = [
    { text: "80", specs: [{ ...any, hostPorts: undefined, containerPort: 80 }] },
    { text: "8080:80", specs: [{ ...any, hostPorts: [8080, 8080], containerPort: 80 }] },
    { text: "0:80", specs: [{ ...any, hostPorts: undefined, containerPort: 80 }] },
    { text: "127.0.0.1:0:80", specs: [{ ...any, hostAddress: "127.0.0.1", hostPorts: undefined, containerPort: 80 }] },
    { text: ":80", specs: [{ ...any, hostPorts: undefined, containerPort: 80 }] },
    { text: "53:53/udp", specs: [{ ...any, protocol: "udp", hostPorts: [53, 53], containerPort: 53 }] },
    { text: "53/UDP", specs: [{ ...any, protocol: "udp", hostPorts: undefined, containerPort: 53 }] },
    {
      text: "127.0.0.1:8080:80",
      specs: [{ ...any, hostAddress: "127.0.0.1", hostPorts: [8080, 8080], containerPort: 80 }],
    },
    { text: "127.0.0.1::80", specs: [{ ...any, hostAddress: "127.0.0.1", hostPorts: undefined, containerPort: 80 }] },
    { text: "[::1]:8080:80", specs: [{ ...any, hostAddress: "::1", hostPorts: [8080, 8080], containerPort: 80 }] },
    { text: "8000-8002:80", specs: [{ ...any, hostPorts: [8000, 8002], containerPort: 80 }] },
    {
      text: "8000-8001:80-81",
      specs: [
        { ...any, hostPorts: [8000, 8000], containerPort: 80 },
        { ...any, hostPorts: [8001, 8001], containerPort: 81 },
      ],
    },
    {
      text: "80-81",
      specs: [
        { ...any, hostPorts: undefined, containerPort: 80 },
        { ...any, hostPorts: undefined, containerPort: 81 },
      ],
    },
  ];
  for (const { text, specs } of cases) {
    test(`reads ${text}`, () => assert.deepEqual(parsePortSpecs(text), specs));
  }

  const refused = [
    { text: "http", message: "invalid containerPort: http" },
    { text: "", message: "invalid containerPort: " },
    { text: "0", message: "invalid containerPort: 0" },
    { text: "65536", message: "invalid containerPort: 65536" },
    { text: "82-80", message: "invalid containerPort: 82-80" },
    { text: "x:80", message: "invalid hostPort: x:80" },
    { text: "80/icmp", message: "invalid protocol: 80/icmp" },
    { text: "localhost:8080:80", message: "invalid ip address: localhost:8080:80" },
    { text: "8000-8002:80-81", message: "invalid ranges specified for container and host Ports: 8000-8002:80-81" },
    { text: "::1:8080:80", message: "invalid port: ::1:8080:80" },
    { text: "[::1]:80", message: "invalid port: [::1]:80" },
  ];
  for (const { text, message } of refused) {
    test(`refuses "${text}"`, () => assert.throws(() => parsePortSpecs(text), { code: "INVALID_VALUE", message }));
  }

  test("reads every address, port and protocol as it was written", () => {
    fc.assert(
      fc.property(address, port, port, protocol, (hostAddress, hostPort, containerPort, protocol) => {
        const text = `${bracketed(hostAddress)}:${hostPort}:${containerPort}/${protocol}`;
        const [spec] = parsePortSpecs(text);
        assert.deepEqual(
          { ...spec, hostAddress },
          { hostAddress, hostPorts: [hostPort, hostPort], containerPort, protocol },
        );
        assert.ok(isSameAddress(spec!.hostAddress, hostAddress), `${spec!.hostAddress} is ${hostAddress}`);
      }),
    );
  });

  test("gives one specification for each container port of a range, or refuses the text by name", () => {
    fc.assert(
      fc.property(port, fc.integer({ min: 0, max: 50 }), port, (first, more, host) => {
        const text = `${host}-${host + more}:${first}-${first + more}`;
        if (first + more > 65535 || host + more > 65535) {
          return assert.throws(() => parsePortSpecs(text), { code: "INVALID_VALUE" });
        }
        const specs = parsePortSpecs(text);
        assert.deepEqual(
          specs.map(({ containerPort }) => containerPort - first),
          [...Array(more + 1).keys()],
        );
      }),
    );
  });

  test("never fails in another way than with INVALID_VALUE", () => {
    const soup = fc.string({ unit: fc.constantFrom(..."0189.:-[]/tcpud"), maxLength: 24 });
    fc.assert(
      fc.property(soup, (text) => {
        try {
          for (const { containerPort } of parsePortSpecs(text)) assert.ok(containerPort >= 1 && containerPort <= 65535);
        } catch (error) {
          assert.equal((error as { code?: string }).code, "INVALID_VALUE"); // Any other type has no such code.
        }
      }),
    );
  });
});

describe("a port mapping", () => {
  const mapping: PortMapping = { hostAddress: "0.0.0.0", hostPort: 8080, containerPort: 80, protocol: "tcp" };

  test("has nerdctl's form in network-config.json", () => {
    const nerdctl = { HostPort: 8080, ContainerPort: 80, Protocol: "tcp", HostIP: "0.0.0.0" };
    assert.deepEqual(toNerdctlPort(mapping), nerdctl);
    assert.deepEqual(fromNerdctlPort(nerdctl), mapping);
    assert.deepEqual(fromNerdctlPort({ ...nerdctl, HostIP: "" }), mapping);
  });

  test("can be asked for again", () => {
    assert.deepEqual(toPortSpec(mapping), parsePortSpecs("8080:80")[0]);
  });

  const pairs = [
    { other: {}, same: true },
    { other: { hostAddress: "127.0.0.1" }, same: true },
    { other: { hostPort: 8081 }, same: false },
    { other: { protocol: "udp" as const }, same: false },
    { other: { containerPort: 81 }, same: true },
  ];
  for (const { other, same } of pairs) {
    test(`${same ? "excludes" : "goes beside"} the same with ${JSON.stringify(other)}`, () => {
      assert.equal(isSameHostPort(mapping, { ...mapping, ...other }), same);
      assert.equal(isSameHostPort({ ...mapping, ...other }, mapping), same);
    });
  }

  test("goes beside one on another address", () => {
    assert.equal(
      isSameHostPort({ ...mapping, hostAddress: "127.0.0.1" }, { ...mapping, hostAddress: "10.0.0.1" }),
      false,
    );
  });
});
