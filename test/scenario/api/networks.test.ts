import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { NetworkHandle } from "../../../src/api/network-handle.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { testWorld } from "../../support/world.ts";

let nerdsh: TestApi;
before(async () => {
  nerdsh = await openApi(await testWorld());
  await nerdsh.pull("busybox");
});
after(() => nerdsh[Symbol.dispose]());

const sleep = ["sleep", "1000000"];

async function namesIn(network: NetworkHandle): Promise<string[]> {
  const { Containers } = await network.inspect();
  return Object.values(Containers).map(({ Name }) => Name);
}

describe("a network in a recipe", () => {
  test("is made for a block, handed to run, and gone with the block", async () => {
    let name = "";
    {
      await using blue = await nerdsh.network.create({ label: { made: "here" } });
      name = blue.name;
      await using web = await nerdsh.run("busybox", sleep, { network: blue, detach: true });
      assert.deepEqual(await namesIn(blue), [web.name]);
      assert.deepEqual(await namesIn(nerdsh.network(name)), [web.name], "by its name, too");
    }
    await assert.rejects(nerdsh.network(name).inspect(), { code: "UNKNOWN_NETWORK" });
  });

  test("takes containers in and lets them go, by handle or by name", async () => {
    await using blue = await nerdsh.network.create({ name: "blue-recipe" });
    await using green = await nerdsh.network.create();
    await using web = await nerdsh.run("busybox", sleep, { network: [green], detach: true });
    await blue.connect(web, { alias: "www" });
    assert.deepEqual(await namesIn(blue), [web.name]);
    await blue.disconnect(web.name);
    assert.deepEqual(await namesIn(blue), []);
    assert.equal(`${blue}`, "blue-recipe");
  });
});
