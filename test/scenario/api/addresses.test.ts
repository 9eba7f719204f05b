import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openApi, type TestApi } from "../../support/api.ts";
import { testWorld } from "../../support/world.ts";

const sleeping = ["sleep", "1000000"];

let nerdsh: TestApi;
before(async () => {
  nerdsh = await openApi(await testWorld());
});
after(() => nerdsh[Symbol.dispose]());

describe("a handle's addresses", () => {
  test("url and port name the published ports, and those alone", async () => {
    await using box = await nerdsh.run("busybox", ["nc", "-lk", "-p", "443", "-e", "cat"], {
      publish: ["443", "8080"],
      readyTimeout: 0,
    });
    assert.equal(box.url(443), `https://127.0.0.1:${box.port(443)}`);
    assert.equal(box.url(8080), `http://127.0.0.1:${box.port(8080)}`);
    assert.equal(box.port(), box.port(443));
    assert.throws(() => box.port(9090), {
      code: "INVALID_VALUE",
      message: `port 9090 is not published: ${box.name}`,
      hint: "published are 443, 8080",
    });
  });

  test("ip is the address in a network, for who uses another's network that one's, and nobody's without one", async () => {
    await using box = await nerdsh.run("busybox", sleeping, { readyTimeout: 0 });
    await using guest = await nerdsh.run("busybox", sleeping, { network: `container:${box.name}`, readyTimeout: 0 });
    await using alone = await nerdsh.run("busybox", sleeping, { network: "none", readyTimeout: 0 });
    const address = await box.exec`hostname -i`.text();
    assert.deepEqual([await box.ip(), await box.ip("bridge"), await guest.ip()], Array(3).fill(address.trim()));
    await assert.rejects(box.ip("blue"), { code: "INVALID_VALUE", hint: "it is in bridge" });
    await assert.rejects(alone.ip(), { message: `the container has no address: ${alone.name}` });
  });
});
