import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execCommand } from "../../../src/commands/container/exec.ts";
import { runCommand } from "../../../src/commands/container/run.ts";
import { networkCreateCommand } from "../../../src/commands/network/create.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { execProcess } from "../../../src/container/exec.ts";
import { connectNetwork } from "../../../src/container/network/connect.ts";
import { disconnectNetwork } from "../../../src/container/network/disconnect.ts";
import { createUserNetwork, removeUserNetwork } from "../../../src/container/network/user-network.ts";
import { findContainer } from "../../../src/container/record/lookup.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { renameContainer } from "../../../src/container/rename.ts";
import { runContainer } from "../../../src/container/run.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { collect } from "../../../src/container/streams/output-pump.ts";
import type { Context } from "../../../src/context.ts";
import type { NerdEvent } from "../../../src/events.ts";
import { readQuery, writeReply } from "../../../src/network/dns/message.ts";
import { NameServer } from "../../../src/network/dns/name-server.ts";
import { until } from "../../support/condition.ts";
import { parentLink } from "../../support/parent-link.ts";
import { createNetwork } from "../../support/private-network.ts";
import type { World } from "../../support/private-world.ts";
import { supervisorsOf } from "../../support/supervisors.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

const events: NerdEvent[] = [];
let world: World;
let context: Context & Disposable;
/** Of the network `blue`. */
let gateway: string;
before(async () => {
  world = await testWorld();
  context = { ...(await worldContext(world)), emit: (event) => events.push(event) };
  const list = await createNetwork(context.settings, "blue");
  const [[range]] = (list.plugins[0] as unknown as { ipam: { ranges: [[{ gateway: string }]] } }).ipam.ranges;
  gateway = range.gateway;
});
after(() => context[Symbol.dispose]());

/** `run -d` in this process, in the network `blue`; removed with the block. */
async function running(flags: Record<string, unknown>, image = "busybox") {
  const input = { detach: true, network: "blue", ...flags };
  const options = readInput(runCommand, [image, "sleep", "1000000"], input);
  const { id } = await runContainer(context, options, { detach: true });
  const record = () => findContainer(context, id);
  /** What a command in it prints, whether it fails or not. */
  const output = async (...command: string[]) => {
    const asked = readInput(execCommand, [id, ...command], {});
    const process = await execProcess(context, await record(), asked);
    const { stdout, stderr } = process.streams!; // It is not detached.
    const [out, err] = await Promise.all([collect(stdout, process.exit), stderr && collect(stderr, process.exit)]);
    await process.finish();
    return `${out}${err}`;
  };
  const address = async () => {
    const lines = (await output("cat", "/etc/hosts")).split("\n");
    return lines.find((line) => line.split(/\s+/).includes(`${flags["name"]}`))!.split(/\s+/)[0]!;
  };
  return {
    ...{ id, record, output, address },
    lookUp: (name: string) => output("nslookup", name),
    [Symbol.asyncDispose]: async () => removeContainer(context, await record(), { force: true, volumes: true }),
  };
}

const warnings = () => events.filter((event) => event.type === "warning" && event.code === "NAMES_UNSERVED");

async function killSupervisor(): Promise<void> {
  const [pid] = supervisorsOf(world.root);
  process.kill(pid!, "SIGKILL");
  await until("the supervisor is gone", () => supervisorsOf(world.root).length === 0);
}

describe("containers of a network", () => {
  test("are found by DNS as long as they run, under the names that they have", async () => {
    await using client = await running({ name: "client" });
    await using db = await running({ name: "db", networkAlias: ["data"], hostname: "store" });
    const address = await db.address();
    assert.deepEqual(warnings(), []);
    for (const name of ["db", "data.blue", "store", db.id.slice(0, 12)]) {
      const answer = await client.lookUp(name);
      assert.match(answer, new RegExp(`Server:\\s+${gateway}\\b`));
      assert.ok(answer.includes(`Address: ${address}`), answer);
    }
    assert.match(await client.lookUp(address), /name = db\.blue/);

    await renameContainer(context, await db.record(), "base");
    assert.ok((await client.lookUp("base")).includes(`Address: ${address}`));
    assert.match(await client.lookUp("db"), /can't find db|SERVFAIL|timed out/);
    await stopContainer(context, await db.record(), { timeout: 0 });
    assert.doesNotMatch(await client.lookUp("base"), new RegExp(address.replaceAll(".", "\\.")));
  });

  test("of Debian's libc are answered beside their hosts file", async () => {
    await using db = await running({ name: "db", hostname: "store" });
    await using client = await running({ name: "client" }, "debian");
    const address = await db.address();
    // Its id is in no hosts file.
    const id = db.id.slice(0, 12);
    assert.doesNotMatch(await client.output("cat", "/etc/hosts"), new RegExp(id));
    assert.equal((await client.output("getent", "ahostsv4", id)).split(" ")[0], address);
    assert.equal((await client.output("getent", "-s", "files", "hosts", "db")).split(" ")[0], address);
  });

  test("find one that is connected later at once, by its alias", async () => {
    await using client = await running({ name: "client" });
    await using debian = await running({ name: "debian" }, "debian");
    await using late = await running({ name: "late", network: "bridge" });
    assert.doesNotMatch(await client.lookUp("cache"), /Name:/);
    await connectNetwork(context, late.id, { network: "blue", aliases: ["cache"] });
    const answer = await client.lookUp("cache");
    const [, address = ""] = answer.match(/^Name:\s+cache\nAddress: (\S+)$/m) ?? [];
    assert.equal(address.replace(/\d+$/, ""), gateway.replace(/\d+$/, ""), answer);
    assert.equal((await debian.output("getent", "ahostsv4", "cache")).split(" ")[0], address);
    assert.match(
      await client.output("ping", "-c", "1", "cache"),
      new RegExp(`PING cache \\(${address}\\)[^]* 1 packets received`),
    );
    await disconnectNetwork(context, late.id, "blue");
    assert.doesNotMatch(await client.lookUp("cache"), /Name:/);
  });

  test("have names outside from their own resolvers, through the gateway", async () => {
    const outside = `127.${128 + ((process.pid >> 8) & 127)}.${process.pid & 255}.9`;
    await using _server = await NameServer.listen(outside, async (message) => {
      const query = readQuery(message);
      assert.ok("question" in query);
      const records = query.type === 1 ? [{ type: "A", address: "192.0.2.7" } as const] : [];
      return writeReply(query, { code: 0, records });
    });
    await using client = await running({ name: "client", dns: [outside], dnsSearch: ["corp.example"] });
    assert.match(await client.lookUp("www.example.com"), /Address: 192\.0\.2\.7/);
    const text = await client.output("cat", "/etc/resolv.conf");
    assert.match(text, new RegExp(`nameserver ${gateway}\n[^]*search corp.example\nnameserver ${outside}\n`));
  });

  test("that is internal know each other's names by DNS, and none outside", async () => {
    await createUserNetwork(context, readInput(networkCreateCommand, ["inside"], { internal: true, ipv6: true }));
    const outside = `127.${128 + ((process.pid >> 8) & 127)}.${process.pid & 255}.10`;
    const asked: string[] = [];
    await using _server = await NameServer.listen(outside, async (message) => {
      const query = readQuery(message);
      assert.ok("question" in query);
      asked.push(query.name);
      return writeReply(query, { code: 0 });
    });
    await using db = await running({ name: "db", network: "inside", networkAlias: ["data"] });
    await using client = await running({ name: "client", network: "inside", dns: [outside] });
    const address = await db.address();
    for (const name of ["db", "data.inside"])
      assert.ok((await client.lookUp(name)).includes(`Address: ${address}`), name);
    assert.match(await client.lookUp(address), /name = db\.inside/);
    assert.doesNotMatch(await client.lookUp("www.example.com"), /Name:/);
    assert.deepEqual(asked, []);
    assert.deepEqual(warnings(), []);
  });

  test("of a macvlan network ask inside of their own namespace, by UDP and by TCP, whoever else has port 53 there", async () => {
    await using parent = await parentLink();
    const asked = { driver: "macvlan", opt: { parent: parent.name }, subnet: "10.252.7.0/24" };
    await createUserNetwork(context, readInput(networkCreateCommand, ["lan"], asked));
    const outside = `127.${128 + ((process.pid >> 8) & 127)}.${process.pid & 255}.11`;
    const many = Array.from({ length: 60 }, (_, i) => ({ type: "A", address: `192.0.2.${i}` }) as const);
    await using _server = await NameServer.listen(outside, async (message, { isTcp }) => {
      const query = readQuery(message);
      assert.ok("question" in query);
      return writeReply(query, { code: 0, records: query.type === 1 ? many : [] }, isTcp ? 0xffff : query.size);
    });
    {
      await using client = await running({ name: "client", network: "lan", dns: [outside] }, "debian");
      await using db = await running({ name: "db", network: "lan", networkAlias: ["data"] });
      const address = await db.address();
      // Its id is in no hosts file.
      for (const name of [db.id.slice(0, 12), "data.lan"])
        assert.equal((await client.output("getent", "ahostsv4", name)).split(" ")[0], address);
      assert.equal((await client.output("getent", "ahostsv4", "www.example.com")).match(/STREAM/g)?.length, 60);
      await db.output("sh", "-c", "nc -ll -p 53 -e true & nc -u -ll -p 53 -e true &");
      const answer = await db.lookUp("client");
      assert.match(answer, /Server:\s+127\.0\.0\.11\b/);
      assert.ok(answer.includes(`Address: ${await client.address()}`), answer);
      assert.match(await db.lookUp(address), /name = db\.lan/);

      await killSupervisor();
      await using _next = await running({ name: "next", network: "lan" });
      // The one that was started is waited for, not those of before.
      await until("it is answered again", async () => /^Name:/m.test(await db.lookUp("client")));
    }
    assert.deepEqual(warnings(), []);
    await removeUserNetwork(context, "lan", { force: false });
  });

  test("are found by their hosts files while no supervisor is, and by DNS again from the next start on", async () => {
    await using client = await running({ name: "client" }, "debian");
    await using db = await running({ name: "db" });
    const address = await db.address();
    await killSupervisor();
    assert.equal((await client.output("getent", "-s", "files", "hosts", "db")).split(" ")[0], address);
    {
      await using _other = await NameServer.listen(gateway, async (message) => {
        const query = readQuery(message);
        return "question" in query ? writeReply(query, { code: 5 }) : undefined;
      });
      await using _next = await running({ name: "next" });
      const message = `another DNS server answers at ${gateway}, so that containers find each other by /etc/hosts alone`;
      assert.deepEqual(warnings(), [{ type: "warning", code: "NAMES_UNSERVED", message }]);
    }
    assert.doesNotMatch(await client.output("cat", "/etc/hosts"), /\bnext\b/, "it was removed as it ran");
    await using last = await running({ name: "last" });
    assert.equal(warnings().length, 1);
    assert.ok((await last.lookUp("db")).includes(`Address: ${address}`));
  });
});

describe("the default network", () => {
  test("has no names, and needs no supervisor", async () => {
    await until("no supervisor is left", () => supervisorsOf(world.root).length === 0);
    await using plain = await running({ network: "bridge" });
    assert.doesNotMatch(await plain.output("cat", "/etc/resolv.conf"), /nerdsh/);
    assert.deepEqual(supervisorsOf(world.root), []);
  });
});
