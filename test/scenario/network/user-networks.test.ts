import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { InputOf } from "../../../src/commands/define-command.ts";
import { networkCreateCommand } from "../../../src/commands/network/create.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { systemEvents } from "../../../src/container/events/events.ts";
import { parseFilters } from "../../../src/container/filters.ts";
import { connectNetwork } from "../../../src/container/network/connect.ts";
import { disconnectNetwork } from "../../../src/container/network/disconnect.ts";
import { inspectNetwork } from "../../../src/container/network/network-inspect.ts";
import { listNetworks, networkFilterKeys } from "../../../src/container/network/network-list.ts";
import { createUserNetwork, pruneNetworks, removeUserNetwork } from "../../../src/container/network/user-network.ts";
import { restartContainer } from "../../../src/container/restart.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { networkLeftovers } from "../../../src/network/leftovers.ts";
import { replaceFile } from "../../../src/store/atomic-file.ts";
import { type Containers, startContainers } from "../../support/containers.ts";
import { freeSubnet } from "../../support/free-subnet.ts";
import { networkTraces } from "../../support/network-traces.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

type CreateInput = InputOf<typeof networkCreateCommand.flags>;

let count = 0;
const { text: subnet, address } = freeSubnet();

/** A network of the test's own, gone with the block. */
async function network(input: CreateInput = {}) {
  const { context } = containers;
  const { name, id } = await createUserNetwork(context, readInput(networkCreateCommand, [`net-${count++}`], input));
  const bridge = async () => (await inspected(name)).Options["com.docker.network.bridge.name"] ?? "";
  const remove = () => removeUserNetwork(context, name, { force: true });
  return { name, id, bridge, remove, [Symbol.asyncDispose]: async () => void (await remove()) };
}

interface Inspected {
  readonly IPAM: { readonly Config: readonly { readonly Subnet: string; readonly Gateway: string }[] };
  readonly Containers: Readonly<Record<string, { readonly IPv4Address: string; readonly IPv6Address: string }>>;
  readonly Options: Readonly<Record<string, string>>;
}

async function inspected(name: string): Promise<Inspected> {
  return (await inspectNetwork(containers.context, name)) as Inspected;
}

/** Addresses without their lengths, by family. */
async function addresses(network: string, id: string): Promise<{ v4: string; v6: string }> {
  const { IPv4Address = "", IPv6Address = "" } = (await inspected(network)).Containers[id] ?? {};
  return { v4: IPv4Address.split("/")[0]!, v6: IPv6Address.split("/")[0]! };
}

const ping = (address: string) => ["busybox", "ping", "-c", "1", "-W", "1", address];

describe("a network that a user makes", () => {
  test("connects its containers by name, in IPv4 and IPv6, and leaves nothing when it is removed", async () => {
    const { settings } = containers.context;
    const blue = await network({ ipv6: true });
    const bridge = await blue.bridge();
    assert.ok(existsSync(`/sys/class/net/${bridge}`));
    {
      await using web = await containers.run({ network: blue.name, name: "web", networkAlias: "www" });
      const subnet = (await inspected(blue.name)).IPAM.Config.find(({ Subnet }) => Subnet.includes(":"))?.Subnet ?? "";
      const ip6 = subnet.replace(/\/\d+$/, "77");
      await using client = await containers.run({ network: blue.name, ip6 });
      assert.equal((await addresses(blue.name, client.id)).v6, ip6);
      await client.output(...ping("web"));
      await client.output(...ping("www"));
      await client.output(...ping((await addresses(blue.name, web.id)).v6));
      await assert.rejects(blue.remove(), { code: "NETWORK_IN_USE" });
    }
    await blue.remove();
    const nothing = { nft: [], iptables: [], links: [], netns: [] };
    const { nft, iptables, links, netns } = await networkTraces(settings, [bridge]);
    assert.deepEqual({ nft, iptables, links, netns }, nothing);
    assert.equal(existsSync(join(settings.cni.ipamDir, blue.name)), false);
  });

  test("is apart from every other one", async () => {
    await using blue = await network();
    await using green = await network();
    await using web = await containers.run({ network: blue.name });
    await using client = await containers.run({ network: green.name });
    await assert.rejects(client.output(...ping((await addresses(blue.name, web.id)).v4)));
  });

  test("that is internal has no way out, and none to the host", async () => {
    await using inside = await network({ internal: true });
    await using web = await containers.run({ network: inside.name, name: "inside-web" });
    await using client = await containers.run({ network: inside.name });
    await client.output(...ping("inside-web"));
    assert.doesNotMatch(await client.output("busybox", "ip", "route"), /default/);
    const { Gateway = "" } = (await inspected(inside.name)).IPAM.Config[0]!;
    await assert.rejects(client.output(...ping(Gateway)));
    assert.match(await client.output("cat", "/etc/resolv.conf"), new RegExp(`nameserver ${Gateway}\\n`));
    assert.ok(web);
  });

  test("without ICC lets its containers reach the host, and not each other", async () => {
    await using apart = await network({ opt: { "com.docker.network.bridge.enable_icc": "false" } });
    await using web = await containers.run({ network: apart.name });
    await using client = await containers.run({ network: apart.name });
    const { IPAM } = await inspected(apart.name);
    await client.output(...ping(IPAM.Config[0]!.Gateway));
    await assert.rejects(client.output(...ping((await addresses(apart.name, web.id)).v4)));
  });

  test("gives addresses of its range, and none that is reserved", async () => {
    const auxAddress = { router: address(65) };
    await using blue = await network({ subnet, ipRange: `${address(64)}/26`, auxAddress });
    await using web = await containers.run({ network: blue.name });
    assert.equal((await addresses(blue.name, web.id)).v4, address(66));
  });

  test("has a subnet that no other has, however many are made at once", async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => network()));
    const subnets = await Promise.all(made.map(async ({ name }) => (await inspected(name)).IPAM.Config[0]!.Subnet));
    assert.equal(new Set(subnets).size, 6);
    await Promise.all(made.map((each) => each[Symbol.asyncDispose]()));
  });
});

describe("network connect", () => {
  test("gives a running container an interface, a name, and both again after a restart", async () => {
    const { context } = containers;
    await using blue = await network();
    await using green = await network();
    await using web = await containers.run({ network: blue.name, name: "shared" });
    await using client = await containers.run({ network: green.name });
    await connectNetwork(context, web.id, { network: green.id, aliases: ["db"] });
    assert.match(await web.output("busybox", "ip", "-o", "-4", "addr", "show", "eth1"), /inet /);
    await client.output(...ping("shared"));
    await client.output(...ping("db"));
    await assert.rejects(connectNetwork(context, web.id, { network: green.name, aliases: [] }), {
      code: "ALREADY_EXISTS",
    });
    await restartContainer(context, await web.record(), { timeout: 0 });
    await client.output(...ping("db"));

    await disconnectNetwork(context, web.id, blue.name);
    assert.deepEqual(Object.keys((await inspected(blue.name)).Containers), []);
    assert.match(
      await web.output("busybox", "ip", "route"),
      /default via \S+ dev eth1/,
      "the way out goes through what is left",
    );
    await client.output(...ping("db"));
    await disconnectNetwork(context, web.id, green.name);
    assert.equal(await web.output("busybox", "ip", "-o", "link"), await loopbackOf(web));
    assert.doesNotMatch(await client.output("busybox", "cat", "/etc/hosts"), /\bdb\b/, "its peers forget it");
    await assert.rejects(disconnectNetwork(context, web.id, green.name), { code: "INVALID_VALUE" });
  });

  test("of a container that does not run counts from its next start on", async () => {
    const { context } = containers;
    await using blue = await network({ subnet });
    await using web = await containers.run({ network: "bridge" });
    await stopContainer(context, await web.record(), { timeout: 0 });
    await connectNetwork(context, web.id, { network: blue.name, aliases: [], ip: address(44) });
    await assert.rejects(removeUserNetwork(context, blue.name, { force: false }), { code: "NETWORK_IN_USE" });
    await restartContainer(context, await web.record(), { timeout: 0 });
    assert.equal((await addresses(blue.name, web.id)).v4, address(44));
  });

  test("is refused for one that has no network of its own, or where the address is another's", async () => {
    const { context } = containers;
    await using blue = await network({ subnet });
    await using lonely = await containers.run();
    await assert.rejects(connectNetwork(context, lonely.id, { network: blue.name, aliases: [] }), {
      code: "INVALID_VALUE",
      message: /private \(none\) mode/,
    });
    await using web = await containers.run({ network: `name=${blue.name},ip=${address(9)}` });
    await using other = await containers.run({ network: "bridge" });
    const taken = { network: blue.name, aliases: [], ip: address(9) };
    await assert.rejects(connectNetwork(context, other.id, taken), { code: "ADDRESS_IN_USE" });
    assert.deepEqual(Object.keys((await inspected(blue.name)).Containers), [web.id]);
  });

  test("and disconnect, twenty times, leave nothing", async () => {
    const { context } = containers;
    const { settings } = context;
    await using blue = await network();
    await using web = await containers.run({ network: "bridge" });
    const words = [await blue.bridge(), web.id.slice(0, 12)];
    await connectNetwork(context, web.id, { network: blue.name, aliases: [] });
    await disconnectNetwork(context, web.id, blue.name);
    const traces = await networkTraces(settings, words);
    for (let i = 0; i < 20; i++) {
      await connectNetwork(context, web.id, { network: blue.name, aliases: [] });
      await disconnectNetwork(context, web.id, blue.name);
    }
    assert.deepEqual(await networkTraces(settings, words), traces);
    assert.deepEqual(await networkLeftovers(settings, async () => new Set([web.id])), []);
  });
});

describe("what happens to networks", () => {
  test("is told in Docker's words", async () => {
    const { context } = containers;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(60_000)]);
    const events = systemEvents({ ...context, signal }, { filters: parseFilters(["type=network"], ["type"]) });
    const watched = events.next();
    let isSeen = false;
    const seen = watched.finally(() => {
      isSeen = true;
    });
    // What happens before the watcher is there, it does not see.
    while (!isSeen) await (await network())[Symbol.asyncDispose]();
    await seen;
    await using web = await containers.run({ network: "bridge" });
    const blue = await network();
    await connectNetwork(context, web.id, { network: blue.name, aliases: [] });
    await disconnectNetwork(context, web.id, blue.name);
    await blue.remove();
    const told: string[] = [];
    for await (const { action, id, attributes } of events) {
      if (attributes["name"] !== blue.name) continue;
      assert.deepEqual([id, attributes["type"]], [blue.id, "bridge"]);
      told.push(`${action} ${attributes["container"] ?? ""}`);
      if (action === "destroy") break;
    }
    stop.abort();
    assert.deepEqual(told, ["create ", `connect ${web.id}`, `disconnect ${web.id}`, "destroy "]);
  });
});

describe("network ls and prune", () => {
  test("pass over a list that nobody can read, and tell of it", async () => {
    const { context } = containers;
    const { settings, engine } = context;
    const directory = join(settings.cni.configDir, engine.namespace);
    await using blue = await network({ label: { team: "a" } });
    const file = join(directory, "nerdctl-torn.conflist");
    await replaceFile(file, '{"name":"torn","plugins":[');
    const told: string[] = [];
    const emit: typeof context.emit = (event) => told.push(event.type === "warning" ? event.message : event.type);
    const listed = (text: string) => listNetworks({ ...context, emit }, parseFilters([text], networkFilterKeys));
    assert.deepEqual(
      (await listed("label=team=a")).map(({ name }) => name),
      [blue.name],
    );
    assert.deepEqual(
      (await listed("type=builtin")).map(({ name }) => name),
      ["bridge", "host", "none"],
    );
    assert.deepEqual(
      (await listed("dangling=true")).map(({ name }) => name),
      [blue.name],
    );
    assert.match(told[0]!, /it is not JSON: network list .*nerdctl-torn.conflist/);
    await replaceFile(file, await readFile(join(directory, `nerdctl-${blue.name}.conflist`), "utf8"));
  });

  test("take away what no container names, and fits the filters", async () => {
    const { context } = containers;
    await using used = await network({ label: { pruned: "yes" } });
    const unused = await network({ label: { pruned: "yes" } });
    await using kept = await network();
    await using web = await containers.create({ network: used.name });
    const filters = parseFilters(["label=pruned"], ["label"]);
    assert.deepEqual(await pruneNetworks(context, filters), [unused.name]);
    assert.ok(kept && web);
  });
});

const loopbackOf = (container: { output(...command: string[]): Promise<string> }) =>
  container.output("busybox", "ip", "-o", "link", "show", "lo");
