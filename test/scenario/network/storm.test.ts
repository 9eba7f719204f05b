import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { networkLeftovers } from "../../../src/network/leftovers.ts";
import { attached, createNetwork, privateNetworks, reservedPorts } from "../../support/private-network.ts";

describe("fifty attachments at once", () => {
  test("have fifty addresses, and a port each, and leave none", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue");
    const ports = await Promise.all(Array.from({ length: 50 }, () => reservedPorts(settings, "80")));
    const containers = await Promise.all(ports.map((port) => attached(settings, blue, port)));
    assert.equal(new Set(containers.map(({ ip }) => ip)).size, 50);
    assert.equal(new Set(containers.map(({ mac }) => mac)).size, 50);
    await Promise.all([...containers, ...ports].map((held) => held[Symbol.asyncDispose]()));
    assert.deepEqual(await networkLeftovers(settings, async () => new Set()), []);
  });
});
