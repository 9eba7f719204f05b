import assert from "node:assert/strict";
import { diff } from "../test/support/leftovers.ts";
import type { Scenario } from "./support/scenario.ts";

const count = 200;

/** Made, run and removed, many at once: the time counts less than that nothing is left. */
export const parallelRuns: Scenario = {
  title: `${count} parallel run --rm, bridge network`,
  rounds: { full: 1, short: 1 },
  async prepare({ nerdsh, docker, world, isShort }) {
    const numbers = Array.from({ length: isShort ? 5 : count }, (_, i) => i);
    await nerdsh.run("busybox", ["true"]).text(); // The default network stays from here on.
    const before = await world.census();
    return {
      contenders: [
        {
          name: "nerdsh, one process",
          run: async () => void (await Promise.all(numbers.map(() => nerdsh.run("busybox", ["true"]).text()))),
          after: async () => assert.deepEqual(diff(before, await world.census()), {}),
        },
        {
          name: "docker run --rm, each a process",
          run: async () => void (await Promise.all(numbers.map(() => docker.run("run", "--rm", "busybox", "true")))),
        },
      ],
      comparisons: [{ subject: "nerdsh, one process", reference: "docker run --rm, each a process" }],
    };
  },
};
