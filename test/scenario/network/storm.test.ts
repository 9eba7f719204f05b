import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { removeContainer } from "../../../src/container/remove.ts";
import { networkLeftovers } from "../../../src/network/leftovers.ts";
import { startContainers } from "../../support/containers.ts";
import { attached, createNetwork, privateNetworks, reservedPorts } from "../../support/private-network.ts";

/** Two hundred with NERDSH_STORM=200, which takes minutes. */
const asked = Number(process.env["NERDSH_STORM"] ?? 0);

const nobody = async () => new Set<string>();

describe("attachments, all at once", () => {
  const many = asked || 60;

  test("have an address and a port each, and leave none", async () => {
    await using networks = await privateNetworks();
    const { settings } = networks;
    const blue = await createNetwork(settings, "blue");
    const ports = await Promise.all(Array.from({ length: many }, () => reservedPorts(settings, "80")));
    const containers = await Promise.all(ports.map((port) => attached(settings, blue, port)));
    assert.equal(new Set(containers.map(({ ip }) => ip)).size, many);
    assert.equal(new Set(containers.map(({ mac }) => mac)).size, many);
    await Promise.all([...containers, ...ports].map((held) => held[Symbol.asyncDispose]()));
    assert.deepEqual(await networkLeftovers(settings, nobody), []);
  });
});

describe("containers, all started at once", () => {
  const many = asked || 50;

  test("have an address, a name and a port each, by which they are reached, and leave none", async (t) => {
    await using containers = await startContainers();
    const { settings } = containers.context;
    await createNetwork(settings, "blue");
    const begunMs = performance.now();
    const started = await Promise.all(
      Array.from({ length: many }, (_, i) =>
        containers.run({ network: "blue", name: `storm-${i}`, publish: "80" }, ["sleep", "1000000"]),
      ),
    );
    const startedMs = performance.now();
    const [first, last] = [started[0]!, started.at(-1)!];
    const lines = (await first.output("cat", "/etc/hosts")).split("\n");
    const addresses = lines.filter((line) => /\bstorm-\d+\.blue\b/.test(line)).map((line) => line.split(/\s+/)[0]);
    assert.equal(new Set(addresses).size, many);
    await first.output("busybox", "ping", "-c", "1", `storm-${many - 1}`);
    await last.output("busybox", "ping", "-c", "1", "storm-0");
    // Each looked up by itself would read the records of all.
    const records = await containers.context.engine.containers.list();
    const gone = { force: true, volumes: true };
    await Promise.all(records.map((record) => removeContainer(containers.context, record, gone)));
    const [startMs, endMs] = [startedMs - begunMs, performance.now() - startedMs].map(Math.round);
    t.diagnostic(`${many} started in ${startMs} ms, gone after ${endMs} ms`);
    assert.deepEqual(await networkLeftovers(settings, nobody), []);
  });
});
