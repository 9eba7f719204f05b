import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { InputOf } from "../../../src/commands/define-command.ts";
import { networkCreateCommand } from "../../../src/commands/network/create.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { createNetwork } from "../../../src/network/lists/create-network.ts";
import { networkFiles } from "../../../src/network/lists/network-files.ts";
import { removeNetwork } from "../../../src/network/lists/remove-network.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { answer, echoServer } from "../../support/network-traffic.ts";
import { parentLink } from "../../support/parent-link.ts";
import { attached, privateNetworks } from "../../support/private-network.ts";
import { runProgram } from "../../support/program.ts";

/** Whether the kernel has a kind of link; it may be built without. */
async function hasLinkType(type: string): Promise<boolean> {
  const { stderr } = await runProgram("ip", ["link", "add", "np-probe", "type", type]);
  return !stderr.includes("Unknown device type");
}

function options(name: string, input: InputOf<typeof networkCreateCommand.flags>) {
  return readInput(networkCreateCommand, [name], input);
}

async function remove(settings: Settings, name: string): Promise<void> {
  const file = (await networkFiles(settings)).files.find(({ list }) => list.name === name);
  if (file !== undefined) await removeNetwork(settings, file);
}

for (const driver of ["macvlan", "ipvlan"]) {
  describe(`a ${driver} network`, async () => {
    const skip = (await hasLinkType(driver)) ? false : `the kernel has no ${driver}`;

    test("connects its containers on an interface of the host", { skip }, async () => {
      await using networks = await privateNetworks();
      const { settings } = networks;
      await using parent = await parentLink();
      const asked = options("lan", {
        driver,
        opt: { parent: parent.name },
        subnet: "10.252.1.0/24",
        gateway: "10.252.1.254",
      });
      const lan = await createNetwork(settings, asked);
      await using web = await attached(settings, lan, { address: "10.252.1.9" });
      await using client = await attached(settings, lan);
      await using server = await echoServer(web.netns, { port: 80 });
      assert.equal(web.ip, "10.252.1.9");
      assert.equal(await answer(client.netns, { address: web.ip, port: 80 }), client.ip);
      await remove(settings, "lan");
      assert.deepEqual((await networkFiles(settings)).files, []);
      assert.ok(server);
    });

    test("is refused where its interface is not there", async () => {
      await using networks = await privateNetworks();
      const asked = options("lan", { driver, opt: { parent: "np-nothing" } });
      await assert.rejects(createNetwork(networks.settings, asked), {
        code: "INVALID_VALUE",
        message: "no such network interface: np-nothing",
      });
    });
  });
}

describe("a network's list", () => {
  test("is refused where a plugin of it is not installed, and nothing is made", async () => {
    await using networks = await privateNetworks();
    const settings = { ...networks.settings, cni: { ...networks.settings.cni, pluginDirs: ["/nonexistent"] } };
    await assert.rejects(createNetwork(settings, options("blue", {})), { code: "CNI_PLUGIN_MISSING" });
    assert.deepEqual((await networkFiles(settings)).files, []);
  });
});
