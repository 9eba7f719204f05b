import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { netnsPath } from "../../../../src/network/netns.ts";
import { until } from "../../../support/condition.ts";
import { diff } from "../../../support/leftovers.ts";
import { echoServer } from "../../../support/network-traffic.ts";
import type { World } from "../../../support/private-world.ts";
import { oneSupervisorOf, supervisorsOf } from "../../../support/supervisors.ts";
import { testWorld } from "../../../support/world.ts";
import { worldContext } from "../../../support/world-context.ts";

/** Says what it was sent, once the client has said all. */
const echo = ["sh", "-c", "exec nc -ll -p 80 -e cat"];

let world: World;
before(async () => {
  world = await testWorld();
});

async function docker(...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await world.nerdsh(words);
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}

const portOf = async (name: string, port = "80/tcp") => Number((await docker("port", name, port)).split(":").at(-1));

/** What a server on ::1 answers to some words and their end; or the error. */
async function said(port: number, words: string): Promise<string> {
  const socket = connect({ host: "::1", port, allowHalfOpen: true });
  socket.end(words);
  try {
    return await text(socket);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "";
  }
}

/** As what address a client of a port on ::1 is seen by the server behind it; asked again until there is an answer. */
async function seenByUdp(port: number): Promise<string> {
  const socket = createSocket("udp6");
  const answers: string[] = [];
  socket.on("message", (message) => answers.push(String(message)));
  try {
    await until("a datagram is answered", async () => {
      socket.send("?", port, "::1");
      return answers.length > 0;
    });
    return answers[0]!;
  } finally {
    socket.close();
  }
}

describe("a port on ::1", () => {
  after(async () => {
    await until("the supervisor has left", () => supervisorsOf(world.root).length === 0);
  });

  test("leads to its container once run has returned, also after its supervisor was killed, and nowhere after rm", async () => {
    await docker("run", "-d", "--name", "warm", "-p", "[::1]::80", "busybox", ...echo);
    await docker("rm", "-f", "warm");
    const earlier = await world.census();
    await docker("run", "-d", "--name", "six", "-p", "[::1]::80", "-p", "[::1]::53/udp", "busybox", ...echo);
    const port = await portOf("six");
    await until("it answers", async () => (await said(port, "hello")) === "hello");
    const much = "0123456789abcdef".repeat(1 << 16);
    assert.equal(await said(port, much), much);

    process.kill(await oneSupervisorOf(world.root), "SIGKILL");
    await until("nobody listens", async () => (await said(port, "?")) === "ECONNREFUSED");
    // Any other that needs a supervisor brings all of it back.
    await docker("run", "-d", "--name", "other", "-p", "[::1]::80", "busybox", ...echo);
    await until("it answers again", async () => (await said(port, "again")) === "again");

    const refused = await world.nerdsh(["run", "-d", "-p", `[::1]:${port}:80`, "busybox"]);
    assert.match(refused.stderr, /container six has it/);
    await docker("rm", "-f", "six", "other");
    assert.equal(await said(port, "?"), "ECONNREFUSED");
    await docker("run", "-d", "--name", "next", "-p", `[0::1]:${port}:80`, "busybox", ...echo);
    await until("the next answers", async () => (await said(port, "next")) === "next");
    await docker("rm", "-f", "next");
    await until("the supervisor has left", () => supervisorsOf(world.root).length === 0);
    assert.deepEqual(diff(earlier, await world.census()), {});
  });

  test("carries datagrams both ways, and is kept by a restart", async () => {
    using context = await worldContext(world);
    const id = await docker("run", "-d", "--name", "datagrams", "-p", "[::1]::53/udp", "busybox", "sleep", "1000");
    const port = await portOf("datagrams", "53/udp");
    for (const life of ["first", "second"]) {
      if (life === "second") await docker("restart", "-t", "0", "datagrams");
      assert.equal(await portOf("datagrams", "53/udp"), port);
      await using _server = await echoServer(netnsPath(context.settings, id), { port: 53, protocol: "udp" });
      assert.match(
        await seenByUdp(port),
        /^\d+\.\d+\.\d+\.1$/,
        `the host's address in the network, in its ${life} life`,
      );
    }
    await docker("rm", "-f", "datagrams");
  });

  test("and any other of IPv6 lead to containers that have IPv4 alone, where [::] asks for it", async () => {
    await docker("run", "-d", "--name", "all", "-p", "[::]::80", "busybox", ...echo);
    const port = await portOf("all");
    await until("it answers", async () => (await said(port, "all")) === "all");
    await docker("rm", "-f", "all");
  });

  test("leads to the IPv6 of a container that has it", async () => {
    await docker("network", "create", "--ipv6", "dual");
    await docker("run", "-d", "--name", "dual", "--network", "dual", "-p", "[::1]::80", "busybox", ...echo);
    const port = await portOf("dual");
    await until("it answers", async () => (await said(port, "dual")) === "dual");
    await docker("rm", "-f", "dual");
    await docker("network", "rm", "dual");
  });

  test("is refused where a program of the host has it", async () => {
    const server = createServer().listen(0, "::1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // Of a TCP server.
    const refused = await world.nerdsh(["run", "-d", "-p", `[::1]:${port}:80`, "busybox"]);
    assert.match(refused.stderr, new RegExp(`\\(pid ${process.pid}\\) listens on it`));
    server.close();
  });
});
