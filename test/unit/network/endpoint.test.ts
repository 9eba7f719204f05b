import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkMac, parseEndpoints } from "../../../src/network/endpoint.ts";

describe("a network that is asked for", () => {
  const cases = [
    { text: "blue", endpoints: [{ network: "blue", aliases: [] }] },
    { text: "default", endpoints: [{ network: "bridge", aliases: [] }] },
    {
      text: "blue,green",
      endpoints: [
        { network: "blue", aliases: [] },
        { network: "green", aliases: [] },
      ],
    },
    { text: "ns:/run/netns/a=b", endpoints: [{ network: "ns:/run/netns/a=b", aliases: [] }] },
    {
      text: "name=blue,alias=db,alias=sql,ip=10.4.1.9,ip6=fd00::9,mac-address=02-42-AC-11-00-02",
      endpoints: [
        { network: "blue", aliases: ["db", "sql"], ip: "10.4.1.9", ip6: "fd00::9", mac: "02:42:ac:11:00:02" },
      ],
    },
  ];
  for (const { text, endpoints } of cases) {
    test(`reads ${text}`, () => assert.deepEqual(parseEndpoints(text), endpoints));
  }

  const refused = [
    { text: "", message: "network name/id is not specified: " },
    { text: "alias=db", message: "network name/id is not specified: alias=db" },
    { text: "name=blue,fast", message: "invalid field fast must be a key=value pair" },
    { text: "name=blue,speed=9", message: "invalid field key speed in --network name=blue,speed=9" },
    { text: "name=blue,ip=fd00::9", message: "invalid IPv4 address for --network: fd00::9" },
    { text: "name=blue,ip6=10.4.1.9", message: "invalid IPv6 address for --network: 10.4.1.9" },
  ];
  for (const { text, message } of refused) {
    test(`refuses "${text}"`, () => assert.throws(() => parseEndpoints(text), { code: "INVALID_VALUE", message }));
  }

  for (const key of ["driver-opt", "gw-priority", "link-local-ip"]) {
    test(`says why ${key} cannot be served`, () => {
      assert.throws(() => parseEndpoints(`name=blue,${key}=1`), { code: "UNSUPPORTED" });
    });
  }

  for (const text of ["02:42:ac:11:00", "02:42:ac:11:00:zz", "01:42:ac:11:00:02", "0242ac110002"]) {
    test(`refuses the mac address ${text}`, () => {
      assert.throws(() => checkMac(text), { code: "INVALID_VALUE", message: `${text} is not a valid mac address` });
    });
  }
});
