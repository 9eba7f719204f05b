import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runCommand } from "../../../src/commands/container/run.ts";
import type { InputOf } from "../../../src/commands/define-command.ts";
import { networkCreateCommand } from "../../../src/commands/network/create.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { inspectNetwork } from "../../../src/container/network/network-inspect.ts";
import { createUserNetwork } from "../../../src/container/network/user-network.ts";
import { findContainer } from "../../../src/container/record/lookup.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { restartContainer } from "../../../src/container/restart.ts";
import { runContainer } from "../../../src/container/run.ts";
import type { Context } from "../../../src/context.ts";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { classes, codes, questionBytes, readQuery, recordTypes, writeReply } from "../../../src/network/dns/message.ts";
import { NameServer } from "../../../src/network/dns/name-server.ts";
import { exchangeUdp } from "../../../src/network/dns/upstream.ts";
import { until } from "../../support/condition.ts";
import { execOutput } from "../../support/containers.ts";
import { outsideHost } from "../../support/outside-host.ts";
import { programOutput } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

interface Inspected {
  readonly IPAM: { readonly Config: readonly { readonly Gateway: string }[] };
  readonly Containers: Readonly<Record<string, { readonly IPv4Address: string; readonly IPv6Address: string }>>;
}

/** Of this process alone. */
const pidHex = process.pid.toString(16);
const subnet6 = `fd00:6e64:${pidHex.slice(-8, -4) || "0"}:${pidHex.slice(-4)}::/64`;
const outside = `127.${128 + ((process.pid >> 8) & 127)}.${process.pid & 255}.19`;

let context: Context & Disposable;
/** What these tests have in the place of /etc/resolv.conf. */
let hostServers: (...addresses: readonly string[]) => Promise<void>;
before(async () => {
  const world = await testWorld();
  const resolvConf = join(world.root, "resolv.conf");
  hostServers = (...addresses) => writeFile(resolvConf, addresses.map((address) => `nameserver ${address}\n`).join(""));
  await hostServers(outside);
  context = await worldContext({ env: { ...world.env, NERDSH_RESOLV_CONF: resolvConf } });
  await createUserNetwork(context, readInput(networkCreateCommand, ["blue"], { ipv6: true, subnet: [subnet6] }));
});
after(() => context[Symbol.dispose]());

const inspected = async () => (await inspectNetwork(context, "blue")) as Inspected;

/** `run -d` in the network `blue`, with the test's own server for names outside; removed with the block. */
async function running(flags: InputOf<typeof runCommand.flags>, [image, ...command]: readonly [string, ...string[]]) {
  const input = { detach: true, network: "blue", dns: [outside], ...flags };
  const { id } = await runContainer(context, readInput(runCommand, [image, ...command], input), { detach: true });
  const record = () => findContainer(context, id);
  const { IPv4Address = "", IPv6Address = "" } = (await inspected()).Containers[id] ?? {};
  const [v4, v6] = [IPv4Address, IPv6Address].map((address) => address.split("/")[0]!) as [string, string];
  return {
    ...{ id, v4, v6 },
    output: async (...words: string[]) => await execOutput(context, await record(), { command: words }),
    [Symbol.asyncDispose]: async () => removeContainer(context, await record(), { force: true, volumes: true }),
  };
}

/** A server outside that knows names with an IPv4 address each, and no others. */
async function outsideServer(addresses: Readonly<Record<string, string>> = {}): Promise<NameServer> {
  return await NameServer.listen(outside, async (message) => {
    const query = readQuery(message);
    if ("reply" in query) return query.reply;
    const address = addresses[query.name];
    if (address === undefined) return writeReply(query, { code: codes.NXDOMAIN });
    return writeReply(query, { code: codes.NOERROR, records: query.type === 1 ? [{ type: "A", address }] : [] });
  });
}

const sleeping = (image: string) => [image, "sleep", "1000000"] as const;
const unique = (text: string) => [...new Set(text.trim().split("\n"))].sort();

describe("a program of musl's libc", () => {
  before(async () => {
    await using directory = await temporaryDirectory();
    const program = join(directory.path, "look-up");
    const source = new URL("../../fixtures/programs/look-up.c", import.meta.url).pathname;
    await programOutput("musl-gcc", ["-static", "-O", "-o", program, source], { from: "musl-tools" });
    const files = { "/look-up": { path: program, mode: 0o755 } };
    await imageFromFiles(context, { name: "musl", files, config: { Cmd: ["/look-up"] } });
  });

  test("finds a neighbour of both families by each of its names", async () => {
    await using _server = await outsideServer();
    await using client = await running({}, ["musl"]);
    await using db = await running({ name: "db", networkAlias: ["data"], hostname: "store" }, sleeping("busybox"));
    const answers = await Promise.all(
      ["db", "db.blue", "data", "store", db.id.slice(0, 12)].map((name) => client.output("/look-up", name)),
    );
    for (const answer of answers) assert.deepEqual(unique(answer), [db.v4, db.v6].sort());
  });

  test("finds names outside, in full and by its search domain, and is told of one that nobody has", async () => {
    await using _server = await outsideServer({ "www.example.com": "192.0.2.7", "git.corp.example": "192.0.2.8" });
    await using db = await running({ name: "db" }, sleeping("busybox"));
    await using client = await running({ dnsSearch: ["corp.example"] }, ["musl"]);
    assert.equal(await client.output("/look-up", "www.example.com"), "192.0.2.7\n");
    assert.equal(await client.output("/look-up", "git"), "192.0.2.8\n");
    for (const name of ["db", db.id.slice(0, 12)])
      assert.deepEqual(unique(await client.output("/look-up", name)), [db.v4, db.v6].sort());
    await assert.rejects(client.output("/look-up", "nobody"), /exit status 1/);
  });
});

describe("a program of glibc", () => {
  test("finds both addresses of a neighbour in a network with IPv6, in its hosts file and by DNS", async () => {
    await using _server = await outsideServer({ "git.corp.example": "192.0.2.8" });
    await using client = await running({ dnsSearch: ["corp.example"] }, sleeping("debian"));
    await using db = await running({ name: "db", networkAlias: ["data"] }, sleeping("busybox"));
    assert.match(db.v6, /^fd00:6e64:/);
    // Its id is in no hosts file.
    for (const name of ["db", "data.blue", db.id.slice(0, 12)]) {
      const [first4] = (await client.output("getent", "ahostsv4", name)).split(" ");
      const [first6] = (await client.output("getent", "ahostsv6", name)).split(" ");
      assert.deepEqual([first4, first6], [db.v4, db.v6], name);
    }
    assert.equal((await client.output("getent", "ahostsv4", "git")).split(" ")[0], "192.0.2.8");
  });
});

describe("a name outside, where the user has named no server", () => {
  /** A server of the host's: one that knows two names, has a failure, and a long answer; or one that is silent. */
  async function hostServer(address: string, known: string | undefined): Promise<NameServer> {
    const many = Array.from({ length: 150 }, (_, i) => ({ type: "A", address: `198.51.100.${i}` }) as const);
    return await NameServer.listen(address, async (message, { isTcp }) => {
      const query = readQuery(message);
      if ("reply" in query || known === undefined) return undefined;
      if (query.name === "broken.example") return writeReply(query, { code: codes.SERVFAIL });
      if (!["www.example", "many.example"].includes(query.name)) return writeReply(query, { code: codes.NXDOMAIN });
      const records = query.name === "many.example" ? many : [{ type: "A", address: known } as const];
      const size = isTcp ? 0xffff : query.hasEdns ? 4096 : query.size;
      return writeReply(query, { code: codes.NOERROR, records: query.type === 1 ? records : [] }, size);
    });
  }

  test("is asked for at the host's servers as they are by then, and what they say is passed on", async () => {
    await using wire = await outsideHost();
    const [silent, second] = [outside, outside.replace(/\d+$/, "20")];
    await using _silent = await hostServer(silent, undefined);
    await using _first = await hostServer(wire.hostAddress, "192.0.2.7");
    await using _second = await hostServer(second, "192.0.2.8");
    await hostServers(silent, wire.hostAddress);
    await using box = await running({ dns: [] }, sleeping("busybox"));
    await using debian = await running({ dns: [] }, sleeping("debian"));
    const lookUp = (name: string) => box.output("sh", "-c", `nslookup ${name} 2>&1; true`);
    const glibc = async (name: string) =>
      unique((await debian.output("getent", "ahostsv4", name)).replaceAll(/ .*/g, ""));
    // The first one is dead, and the container cannot reach it.
    assert.match(await lookUp("www.example"), /^Address: 192\.0\.2\.7$/m);
    assert.deepEqual(await glibc("www.example"), ["192.0.2.7"]);

    await hostServers(second);
    // Again where a machine with much to do is slower than libc's patience: then it asks what it has had from the host at first.
    await until("busybox has the other's answer", async () => (await lookUp("www.example")).includes("192.0.2.8"));
    await until("glibc has, too", async () => `${await glibc("www.example")}` === "192.0.2.8");
    assert.match(await lookUp("nobody.example"), /can't find nobody\.example: NXDOMAIN/);
    assert.match(await lookUp("broken.example"), /can't find broken\.example: SERVFAIL/);
    assert.equal((await glibc("many.example")).length, 150, "over TCP, as a datagram of 512 bytes has not the room");

    const gateway = (await inspected()).IPAM.Config.map(({ Gateway }) => Gateway).find((text) => text.includes("."))!;
    const question = questionBytes("many.example", recordTypes.A, classes.IN, 7);
    question[11] = 1; // With a record of EDNS: 4096 bytes are taken.
    const asked = Buffer.concat([question, Uint8Array.of(0, 0, recordTypes.OPT, 0x10, 0, 0, 0, 0, 0, 0, 0)]);
    const reply = await exchangeUdp(gateway, asked, { isReply: () => true, timeoutMs: 10_000 });
    assert.equal(Buffer.from(reply ?? []).readUInt16BE(6), 150, "in one datagram");
  });
});

test("a container of the default network has the host's servers of its last start, unless it has its own", async () => {
  await hostServers("192.0.2.1");
  await using box = await running({ network: "bridge", dns: [], dnsSearch: ["shop.example"] }, sleeping("busybox"));
  await using own = await running({ network: "bridge", dns: ["192.0.2.9"] }, sleeping("busybox"));
  const texts = async () => await Promise.all([box, own].map((one) => one.output("cat", "/etc/resolv.conf")));
  const lines = (server: string) => [`search shop.example\nnameserver ${server}\n`, "nameserver 192.0.2.9\n"];
  assert.deepEqual(await texts(), lines("192.0.2.1"));
  await hostServers("192.0.2.2");
  assert.deepEqual(await texts(), lines("192.0.2.1"));
  for (const { id } of [box, own]) await restartContainer(context, await findContainer(context, id), { timeout: 0 });
  assert.deepEqual(await texts(), lines("192.0.2.2"));
});

describe("nginx with a resolver of its own", () => {
  // It keeps an answer for the rest of its second, and so may turn to an address that is gone.
  const config = (gateway: string) =>
    `events {} http { resolver ${gateway}; proxy_connect_timeout 1s;
      server { listen 80; location / { set $up http://web; proxy_pass $up; } } }`;
  const page = (text: string) =>
    ["busybox", "sh", "-c", `echo ${text} > /index.html; exec busybox httpd -f -p 80 -h /`] as const;

  test("finds containers that are started after it, each at its own address", async () => {
    await using _server = await outsideServer();
    const gateway = (await inspected()).IPAM.Config.map(({ Gateway }) => Gateway).find((text) => text.includes("."))!;
    const start = `echo '${config(gateway)}' > /etc/nginx/nginx.conf; exec nginx -g 'daemon off;'`;
    await using front = await running({}, ["nginx", "sh", "-c", start]);
    const asked = async () => {
      const response = await fetch(`http://${front.v4}/`).catch(() => undefined); // Nobody listens yet.
      return response && { status: response.status, text: await response.text() };
    };
    await until("nginx finds nobody", async () => (await asked())?.status === 502);
    const addresses: string[] = [];
    for (const text of ["first", "second"]) {
      await using web = await running({ name: "web" }, page(text));
      addresses.push(web.v4);
      await until(`nginx finds the ${text}`, async () => (await asked())?.text === `${text}\n`);
    }
    assert.notEqual(addresses[0], addresses[1]);
  });
});
