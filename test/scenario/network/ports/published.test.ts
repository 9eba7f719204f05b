import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { runCommand } from "../../../../src/commands/container/run.ts";
import { networkCreateCommand } from "../../../../src/commands/network/create.ts";
import { readInput } from "../../../../src/commands/read-options.ts";
import { connectNetwork } from "../../../../src/container/network/connect.ts";
import { disconnectNetwork } from "../../../../src/container/network/disconnect.ts";
import { createUserNetwork, removeUserNetwork } from "../../../../src/container/network/user-network.ts";
import { containerPorts, portLine } from "../../../../src/container/ports.ts";
import { findContainer } from "../../../../src/container/record/lookup.ts";
import { removeContainer } from "../../../../src/container/remove.ts";
import { restartContainer } from "../../../../src/container/restart.ts";
import { runContainer } from "../../../../src/container/run.ts";
import type { Context } from "../../../../src/context.ts";
import { until } from "../../../support/condition.ts";
import { diff } from "../../../support/leftovers.ts";
import { answer } from "../../../support/network-traffic.ts";
import type { World } from "../../../support/private-world.ts";
import { supervisorsOf } from "../../../support/supervisors.ts";
import { testWorld } from "../../../support/world.ts";
import { worldContext } from "../../../support/world-context.ts";

/** Answers on 80 with its host name, which is its container's. */
const serve = ["sh", "-c", "exec nc -ll -p 80 -e hostname"];

let world: World;
let context: Context & Disposable;
before(async () => {
  world = await testWorld();
  context = await worldContext(world);
});
after(() => context[Symbol.dispose]());

/** `run -d` with a host name of its own; removed with the block. */
async function served(
  name: string,
  flags: { publish?: string[]; publishAll?: boolean; expose?: string[]; network?: string[] },
) {
  const options = readInput(runCommand, ["busybox", ...serve], { detach: true, name, hostname: name, ...flags });
  const { id } = await runContainer(context, options, { detach: true });
  return {
    id,
    ports: () => containerPorts(context, id, undefined),
    output: async (...command: string[]) => (await world.nerdsh(["exec", name, ...command])).stdout,
    [Symbol.asyncDispose]: async () =>
      removeContainer(context, await findContainer(context, id), { force: true, volumes: true }),
  };
}

/** Some free ports in a row, where nothing else of the machine chooses one by itself. */
async function freeRow(count: number): Promise<number> {
  const servers = Array.from({ length: count }, () => createServer());
  for (let first = 20_000 + (process.pid % 10_000); ; first += count) {
    const bound = await Promise.allSettled(
      servers.map(async (server, i) => await once(server.listen(first + i), "listening")),
    );
    await Promise.all(servers.map(async (server) => server.listening && (await once(server.close(), "close"))));
    if (bound.every(({ status }) => status === "fulfilled")) return first;
  }
}

describe("the ports of a container", () => {
  test("are published in every form of -p, and shown by port", async () => {
    const at = await freeRow(6);
    const publish = [
      `127.0.0.1:${at}:80`,
      `${at + 1}-${at + 2}:80`,
      `${at + 3}-${at + 4}:81-82`,
      `published=${at + 5},target=53,protocol=udp`,
    ];
    await using web = await served("forms", { publish });
    const lines = [
      `80/tcp -> 127.0.0.1:${at}`,
      `80/tcp -> 0.0.0.0:${at + 1}`,
      `81/tcp -> 0.0.0.0:${at + 3}`,
      `82/tcp -> 0.0.0.0:${at + 4}`,
    ];
    assert.deepEqual((await web.ports()).map(portLine), [`53/udp -> 0.0.0.0:${at + 5}`, ...lines]);
    const { stdout } = await world.nerdsh(["port", "forms", "80/tcp"]);
    assert.equal(stdout, `127.0.0.1:${at}\n0.0.0.0:${at + 1}\n`);
    for (const port of [at, at + 1]) {
      await until("it answers", async () => (await answer(undefined, { address: "127.0.0.1", port })) === "forms");
    }
  });

  test("are all that is exposed, with -P, each on a port that the host chooses and a restart keeps", async () => {
    await using web = await served("all", { publishAll: true, expose: ["80-81", "53/udp"] });
    const ports = await web.ports();
    assert.deepEqual(
      ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`),
      ["53/udp", "80/tcp", "81/tcp"],
    );
    assert.equal(new Set(ports.map(({ hostPort }) => hostPort)).size, 3);
    await restartContainer(context, await findContainer(context, web.id), { timeout: 0 });
    assert.deepEqual(await web.ports(), ports);
  });

  test("lead there from the host, from a neighbour and from the container itself, and nowhere once it is removed", async () => {
    let port = 0;
    await using neighbour = await served("neighbour", {});
    {
      await using web = await served("web", { publish: ["80"] });
      port = (await web.ports())[0]!.hostPort;
      const gateway = (await web.output("ip", "route")).split(" ")[2]!;
      await until("it answers", async () => (await answer(undefined, { address: "127.0.0.1", port })) === "web");
      const ask = ["nc", gateway, `${port}`];
      assert.deepEqual([await web.output(...ask), await neighbour.output(...ask)], ["web\n", "web\n"]);
    }
    assert.equal(await answer(undefined, { address: "127.0.0.1", port }), "ECONNREFUSED");
  });
});

describe("the ports of a container that leaves networks", () => {
  test("stay with those that it is in, and come back with the next", async () => {
    const made = ["blue", "green"].map((name) =>
      createUserNetwork(context, readInput(networkCreateCommand, [name], {})),
    );
    await Promise.all(made);
    {
      const publish = ["127.0.0.1::80", "[::1]::80"];
      await using web = await served("moved", { publish, network: ["blue", "green"] });
      const ports = await web.ports();
      const ask = ({ hostAddress: address, hostPort: port }: (typeof ports)[0]) => answer(undefined, { address, port });
      const isAnswer = async (text: string) => (await Promise.all(ports.map(ask))).every((each) => each === text);
      await until("it answers", () => isAnswer("moved"));
      await disconnectNetwork(context, web.id, "blue");
      await until("it answers by what is left", () => isAnswer("moved"));
      await disconnectNetwork(context, web.id, "green");
      await until("nobody answers", () => isAnswer("ECONNREFUSED"));
      await connectNetwork(context, web.id, { network: "blue", aliases: [] });
      await until("it answers again", () => isAnswer("moved"));
    }
    for (const name of ["blue", "green"]) await removeUserNetwork(context, name, { force: false });
    await until("the supervisor has left", () => supervisorsOf(world.root).length === 0);
  });
});

describe("a port of the host that is taken", () => {
  test("is refused before anything is made, with the name of the container that has it", async () => {
    await using web = await served("holder", { publish: ["127.0.0.1::80"] });
    const { hostPort } = (await web.ports())[0]!;
    const earlier = await world.census();
    const refused = await world.nerdsh([
      "run",
      "-d",
      "--name",
      "late",
      "-v",
      "/data",
      "-p",
      `${hostPort}:80`,
      "busybox",
    ]);
    assert.equal(refused.exitCode, 125);
    assert.match(refused.stderr, new RegExp(`bind for 0.0.0.0:${hostPort} failed: port is already allocated`));
    assert.match(refused.stderr, /container holder has it: stop that \(nerdsh stop holder\)/);
    assert.deepEqual(diff(earlier, await world.census()), {});
  });

  test("is refused with the name and process of the program that has it", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // Of a TCP server.
    const refused = await world.nerdsh(["run", "-d", "-p", `${port}:80`, "busybox"]);
    assert.match(refused.stderr, new RegExp(`\\(pid ${process.pid}\\) listens on it`));
    server.close();
  });
});
