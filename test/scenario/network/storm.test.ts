import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { networkLeftovers } from "../../../src/network/leftovers.ts";
import { attached, createNetwork, privateNetworks, reservedPorts } from "../../support/private-network.ts";

/** Two hundred with NERDSH_STORM=200, which takes a minute. */
const many = Number(process.env["NERDSH_STORM"] ?? 60);

describe(`${many} attachments at once`, () => {
  test("have an address and a port each, and leave none", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue");
    const ports = await Promise.all(Array.from({ length: many }, () => reservedPorts(settings, "80")));
    const containers = await Promise.all(ports.map((port) => attached(settings, blue, port)));
    assert.equal(new Set(containers.map(({ ip }) => ip)).size, many);
    assert.equal(new Set(containers.map(({ mac }) => mac)).size, many);
    await Promise.all([...containers, ...ports].map((held) => held[Symbol.asyncDispose]()));
    assert.deepEqual(await networkLeftovers(settings, async () => new Set()), []);
  });
});
