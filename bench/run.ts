import type { Scenario } from "./support/scenario.ts";

/** One container from a warm process: made, run to its end, removed with all that it had. */
export const runOnce: Scenario = {
  title: "run --rm busybox true, from a warm process",
  rounds: { full: 20, short: 1 },
  async prepare({ nerdsh, docker, ctr, script }) {
    let count = 0;
    const run = async (network?: string) =>
      void (await nerdsh.run("busybox", ["true"], network === undefined ? {} : { network }).text());
    return {
      contenders: [
        { name: "nerdsh, bridge network", run: async () => await run() },
        { name: "docker, bridge network", run: async () => void (await docker.run("run", "--rm", "busybox", "true")) },
        { name: "nerdsh, no network", run: async () => await run("none") },
        {
          name: "ctr, no network",
          run: async () =>
            void (await ctr("run", "--rm", "docker.io/library/busybox:latest", `bench-${count++}`, "true")),
        },
        { name: "nerdsh, a whole process", run: async () => void (await script("run", "--rm", "busybox", "true")) },
      ],
      comparisons: [
        { subject: "nerdsh, bridge network", reference: "docker, bridge network", atMost: 0.45 },
        { subject: "nerdsh, no network", reference: "ctr, no network", atMost: 0.8 },
        { subject: "nerdsh, a whole process", reference: "docker, bridge network" },
      ],
    };
  },
};
