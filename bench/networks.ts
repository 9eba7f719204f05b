import assert from "node:assert/strict";
import { resolveSettings } from "../src/settings/resolve.ts";
import { bridgesBelow } from "../test/support/network-remains.ts";
import { networkTraces } from "../test/support/network-traces.ts";
import { ownMachine } from "./support/own-machine.ts";
import type { Peers } from "./support/peers.ts";
import type { Contender, Scenario } from "./support/scenario.ts";

/** In each of ten rounds. */
const pairs = 10;

/** What a network costs: at the start of a container, between two of them, and where one comes and goes. */
export const networks: Scenario = {
  title: "networks: at a start, between two containers, and while a container runs",
  rounds: { full: 10, short: 1 },
  async prepare(peers) {
    const { nerdsh, docker, isShort } = peers;
    const load = isShort ? { gigabytes: 1, echoes: 20_000 } : { gigabytes: 3, echoes: 200_000 };
    const both = [await ownMachine(peers, "nerdsh", load), await ownMachine(peers, "docker", load)];
    const comings = await comingsAndGoings(peers);
    const run = async (network: string) => void (await nerdsh.run("busybox", ["true"], { network }).text());
    const runDocker = async (network: string) =>
      void (await docker.run("run", "--rm", "--network", network, "busybox", "true"));
    return {
      contenders: [
        { name: "nerdsh run --rm, no network", run: async () => await run("none") },
        { name: "nerdsh run --rm, bridge", run: async () => await run("bridge") },
        { name: "docker run --rm, no network", run: async () => await runDocker("none") },
        { name: "docker run --rm, bridge", run: async () => await runDocker("bridge") },
        { name: "25 ms", run: async () => 25 },
        ...both.flatMap(({ contenders }) => contenders),
        comings.contender,
      ],
      comparisons: [
        {
          subject: "nerdsh run --rm, bridge",
          reference: [
            [1, "nerdsh run --rm, no network"],
            [1, "25 ms"],
          ],
          atMost: 1,
        },
        { subject: "docker run --rm, bridge", reference: "docker run --rm, no network" },
        { subject: "nerdsh, 1 GB between two", reference: "docker, 1 GB between two", atMost: 1.05 },
        { subject: "nerdsh, 10,000 echoes", reference: "docker, 10,000 echoes", atMost: 1.05 },
      ],
      finish: async () => {
        await comings.remove();
        for (const { remove } of both) await remove();
      },
    };
  },
};

/** A container that is connected and disconnected while it runs, after which the host has neither more nor less than before. */
async function comingsAndGoings({ nerdsh, world, environment }: Peers) {
  const network = await nerdsh.network.create();
  const container = await nerdsh.run("busybox", ["sleep", "1000000"], { detach: true });
  const pair = async () => {
    await network.connect(container);
    await network.disconnect(container);
  };
  await pair(); // What the first one sets up for the network stays.
  const settings = await resolveSettings({ environment });
  const words = [...(await bridgesBelow(world.root)), container.id.slice(0, 12)];
  const before = await networkTraces(settings, words);
  const contender: Contender = {
    name: "nerdsh network connect and disconnect",
    run: async () => {
      const startedMs = performance.now();
      for (let i = 0; i < pairs; i++) await pair();
      return (performance.now() - startedMs) / pairs;
    },
    after: async () => assert.deepEqual(await networkTraces(settings, words), before),
  };
  const remove = async () => {
    await container.remove({ force: true });
    await network.remove();
  };
  return { contender, remove };
}
