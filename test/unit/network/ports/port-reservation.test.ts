import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdir, readdir, symlink } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parsePortSpecs } from "../../../../src/network/ports/port-mapping.ts";
import { sctpPorts } from "../../../../src/network/ports/port-probe.ts";
import { PortReservations } from "../../../../src/network/ports/port-reservation.ts";
import { processIdentity } from "../../../../src/store/process-identity.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const web = "a".repeat(64);
const db = "b".repeat(64);
const nobodyExists = { nameOf: async () => undefined };

async function reservations() {
  const directory = await temporaryDirectory();
  const settings = { runtimeDir: directory.path, dataStore: "/var/lib/nerdsh/1935db59", namespace: "default" };
  const ports = new PortReservations(settings);
  const links = () => readdir(join(directory.path, "ports"));
  /** Writes down what a process that was killed since would have left. */
  const leftBehind = async (name: string, id: string, dataStore = settings.dataStore) => {
    await mkdir(join(directory.path, "ports"), { recursive: true });
    await symlink([id, "default", "1-1-00000000", dataStore].join(" "), join(directory.path, "ports", name));
  };
  return { ports, settings, links, leftBehind, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

/** A port that was free a moment ago: none of these tests' own listens on it. */
async function unusedPort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // Of a TCP server.
  server.close();
  await once(server, "close");
  return port;
}

describe("port reservations", () => {
  test("are one link each, and gone once released", async () => {
    await using made = await reservations();
    const port = await unusedPort();
    const mappings = await made.ports.reserve(web, parsePortSpecs(`${port}:80`), nobodyExists);
    assert.deepEqual(mappings, [{ hostAddress: "0.0.0.0", hostPort: port, containerPort: 80, protocol: "tcp" }]);
    assert.deepEqual(await made.links(), [`tcp-${port}-0.0.0.0`]);
    assert.deepEqual(await made.ports.list(), [
      {
        mapping: { hostAddress: "0.0.0.0", hostPort: port, protocol: "tcp" },
        id: web,
        namespace: "default",
        owner: processIdentity(),
        dataStore: made.settings.dataStore,
      },
    ]);
    await made.ports.release(db);
    assert.equal((await made.links()).length, 1);
    await made.ports.release(web);
    assert.deepEqual(await made.links(), []);
  });

  test("go to one of many that ask at once", async () => {
    await using made = await reservations();
    const specs = parsePortSpecs(`${await unusedPort()}:80`);
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => made.ports.reserve(`${i}`.padStart(64, "0"), specs, nobodyExists)),
    );
    assert.equal(asked.filter(({ status }) => status === "fulfilled").length, 1);
  });

  test("are all distinct where the host chooses, and never a port twice", async () => {
    await using made = await reservations();
    const asked = Array.from({ length: 20 }, (_, i) =>
      made.ports.reserve(`${i}`.padStart(64, "0"), parsePortSpecs("80-81"), nobodyExists),
    );
    const ports = (await Promise.all(asked)).flat().map(({ hostPort }) => hostPort);
    assert.equal(new Set(ports).size, 40);
  });

  test("say which container has a port, and take none of the others asked for", async () => {
    await using made = await reservations();
    const [first, second] = [await unusedPort(), await unusedPort()];
    await made.ports.reserve(web, parsePortSpecs(`${second}:80`), nobodyExists);
    const specs = [...parsePortSpecs(`${first}:80`), ...parsePortSpecs(`127.0.0.1:${second}:81`)];
    await assert.rejects(made.ports.reserve(db, specs, nobodyExists), {
      code: "PORT_IN_USE",
      message: `bind for 127.0.0.1:${second} failed: port is already allocated`,
      hint: "container aaaaaaaaaaaa has it: stop that (nerdsh stop aaaaaaaaaaaa), or choose another port",
    });
    assert.deepEqual(await made.links(), [`tcp-${second}-0.0.0.0`]);
  });

  test("say which program listens on a port", async () => {
    await using made = await reservations();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // Of a TCP server.
    const refused = made.ports.reserve(web, parsePortSpecs(`${port}:80`), nobodyExists);
    await assert.rejects(refused, { code: "PORT_IN_USE", hint: new RegExp(`\\(pid ${process.pid}\\) listens on it`) });
    assert.deepEqual(await made.links(), []);
    server.close();
  });

  test("are not given where a program listens on the port of the host's loopback of IPv6 alone", async () => {
    await using made = await reservations();
    const server = createServer().listen(0, "::1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // Of a TCP server.
    await assert.rejects(made.ports.reserve(web, parsePortSpecs(`${port}:80`), nobodyExists), {
      code: "PORT_IN_USE",
      hint: new RegExp(`\\(pid ${process.pid}\\) listens on it`),
    });
    await made.ports.reserve(web, parsePortSpecs(`127.0.0.1:${port}:80`), nobodyExists);
    server.close();
  });

  test("tell udp from tcp", async () => {
    await using made = await reservations();
    const socket = createSocket("udp4");
    socket.bind(0);
    await once(socket, "listening");
    const { port } = socket.address();
    await assert.rejects(made.ports.reserve(web, parsePortSpecs(`${port}:53/udp`), nobodyExists), {
      code: "PORT_IN_USE",
    });
    await made.ports.reserve(web, parsePortSpecs(`${port}:53/tcp`), nobodyExists);
    socket.close();
  });

  test("take the next port of a range where the first is in use", async () => {
    await using made = await reservations();
    const port = await unusedPort();
    const specs = parsePortSpecs(`${port}-${port + 9}:80`);
    const [first] = await made.ports.reserve(web, specs, nobodyExists);
    const [second] = await made.ports.reserve(db, specs, nobodyExists);
    assert.ok(first!.hostPort < second!.hostPort && second!.hostPort <= port + 9);
  });

  test("refuse a port that one container asks for twice", async () => {
    await using made = await reservations();
    const port = await unusedPort();
    const twice = [...parsePortSpecs(`${port}:80`), ...parsePortSpecs(`127.0.0.1:${port}:81`)];
    await assert.rejects(made.ports.reserve(web, twice, nobodyExists), {
      code: "PORT_IN_USE",
      hint: "it is published twice",
    });
    assert.deepEqual(await made.links(), []);
  });

  test("give a container again what it has", async () => {
    await using made = await reservations();
    const specs = parsePortSpecs(`${await unusedPort()}:80`);
    assert.deepEqual(
      await made.ports.reserve(web, specs, nobodyExists),
      await made.ports.reserve(web, specs, nobodyExists),
    );
  });

  test("pass over what a killed process left, unless its container exists", async () => {
    await using made = await reservations();
    const port = await unusedPort();
    await made.leftBehind(`tcp-${port}-0.0.0.0`, web);
    const specs = parsePortSpecs(`${port}:80`);
    const nameOf = async ({ id, namespace }: { id: string; namespace: string }) =>
      id === web && namespace === "default" ? "web" : undefined;
    await assert.rejects(made.ports.reserve(db, specs, { nameOf }), {
      code: "PORT_IN_USE",
      hint: "container web has it: stop that (nerdsh stop web), or choose another port",
    });
    await made.ports.reserve(db, specs, nobodyExists);
    assert.deepEqual(
      (await made.ports.list()).map(({ id }) => id),
      [db],
    );
  });

  test("leave alone what another engine's container may have", async () => {
    await using made = await reservations();
    const port = await unusedPort();
    await made.leftBehind(`tcp-${port}-0.0.0.0`, web, "/var/lib/nerdctl/1935db59");
    await assert.rejects(made.ports.reserve(db, parsePortSpecs(`${port}:80`), nobodyExists), { code: "PORT_IN_USE" });
  });

  test("refuse an address that the host does not have", async () => {
    await using made = await reservations();
    for (const text of ["192.0.2.1:8080:80", "192.0.2.1::80", "[2001:db8::1]:8080:80/udp"]) {
      await assert.rejects(made.ports.reserve(web, parsePortSpecs(text), nobodyExists), {
        code: "INVALID_VALUE",
        message: `cannot assign requested address: ${text.includes("[") ? "2001:db8::1" : "192.0.2.1"}`,
      });
    }
    assert.deepEqual(await made.links(), []);
  });
});

describe("the kernel's table of sctp endpoints", () => {
  test("tells which ports are taken", () => {
    const table = [
      " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS",
      "ffff8881 ffff8882 2   10  42   36412    0  20481 127.0.0.1 ",
      "ffff8883 ffff8884 2   10  43   3868     0  20490 0.0.0.0 ",
    ].join("\n");
    assert.deepEqual(sctpPorts(table), [36412, 3868]);
    assert.deepEqual(sctpPorts(""), []);
  });
});
