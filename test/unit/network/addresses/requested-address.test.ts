import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { NetworkList } from "../../../../src/cni/network-list.ts";
import { checkEndpoint, refuseTaken } from "../../../../src/network/addresses/requested-address.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const blue = (ranges: readonly object[], type = "bridge"): NetworkList => ({
  cniVersion: "1.0.0",
  name: "blue",
  plugins: [{ type, ipam: { type: "host-local", ranges: ranges.map((range) => [range]) } }],
});

const dual = blue([{ subnet: "10.4.1.0/24", gateway: "10.4.1.1" }, { subnet: "fd00:1::/64" }]);
const endpoint = { network: "blue", aliases: [] };

describe("an address that is asked for", () => {
  test("is one of the network's subnets, of either family", () => {
    checkEndpoint(dual, { ...endpoint, ip: "10.4.1.9", ip6: "fd00:1::9" });
  });

  for (const asked of [{ ip: "10.4.2.9" }, { ip6: "fd00:2::9" }]) {
    test(`is refused outside of them: ${Object.values(asked)}`, () => {
      assert.throws(() => checkEndpoint(dual, { ...endpoint, ...asked }), {
        code: "INVALID_VALUE",
        message: `invalid config for network blue: no configured subnet contains IP address ${Object.values(asked)}`,
        hint: "it has 10.4.1.0/24, fd00:1::/64",
      });
    });
  }

  test("is refused where it is the gateway's", () => {
    assert.throws(() => checkEndpoint(dual, { ...endpoint, ip: "10.4.1.1" }), { code: "ADDRESS_IN_USE" });
  });

  test("is the plugin's to judge where host-local does not give it", () => {
    const foreign = { ...dual, plugins: [{ type: "bridge", ipam: { type: "dhcp" } }] };
    checkEndpoint(foreign, { ...endpoint, ip: "192.0.2.1" });
  });

  test("is refused where another container has it, by its id", async () => {
    await using directory = await temporaryDirectory();
    const id = "ab".repeat(32);
    await mkdir(join(directory.path, "blue"));
    await writeFile(join(directory.path, "blue", "10.4.1.9"), `default-${id}\r\neth0`);
    const taken = (containerId: string) =>
      refuseTaken(directory.path, { network: "blue", address: "10.4.1.9", containerId });
    taken(`default-${id}`);
    assert.throws(() => taken("default-other"), {
      code: "ADDRESS_IN_USE",
      message: "address already in use on network blue: 10.4.1.9",
      hint: "container abababababab has it: stop that (nerdsh stop abababababab), or choose another one",
    });
  });
});

describe("a mac address that is asked for", () => {
  test("is refused in an ipvlan, whose interfaces share the host's", () => {
    const mac = "02:42:ac:11:00:02";
    checkEndpoint(blue([], "macvlan"), { ...endpoint, mac });
    assert.throws(() => checkEndpoint(blue([], "ipvlan"), { ...endpoint, mac }), { code: "INVALID_VALUE" });
  });
});
