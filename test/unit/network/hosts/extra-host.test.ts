import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseExtraHost, resolveExtraHosts } from "../../../../src/network/hosts/extra-host.ts";

describe("a line that is asked for in the hosts file", () => {
  for (const [text, address] of [
    ["db:10.0.0.2", "10.0.0.2"],
    ["db=10.0.0.2", "10.0.0.2"],
    ["db:fd00::2", "fd00::2"],
    ["db:[fd00::2]", "fd00::2"],
    ["db=fd00::2", "fd00::2"],
    ["db:host-gateway", "host-gateway"],
  ] as const) {
    test(`reads ${text}`, () => assert.deepEqual(parseExtraHost(text), { name: "db", address }));
  }

  for (const [text, message] of [
    ["db", 'bad format for add-host: "db"'],
    [":10.0.0.2", 'bad format for add-host: ":10.0.0.2"'],
    ["db:", 'invalid IP address in add-host: ""'],
    ["db:10.0.0", 'invalid IP address in add-host: "10.0.0"'],
  ] as const) {
    test(`refuses ${text}`, () => assert.throws(() => parseExtraHost(text), { code: "INVALID_VALUE", message }));
  }

  test("names the host's address as the settings say it", () => {
    const hosts = [parseExtraHost("up:host-gateway"), parseExtraHost("db:10.0.0.2")];
    assert.deepEqual(resolveExtraHosts(hosts, { hostGatewayIp: "192.0.2.1" }), [
      { name: "up", address: "192.0.2.1" },
      { name: "db", address: "10.0.0.2" },
    ]);
  });
});
