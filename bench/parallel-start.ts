import type { Scenario } from "./support/scenario.ts";

const count = 50;

/** Fifty detached containers at once: all of the machine's cores are busy, so what counts is work, not waiting. */
export const parallelStart: Scenario = {
  title: `${count} detached containers at once, bridge network`,
  rounds: { full: 3, short: 1 },
  async prepare({ nerdsh, docker, isShort }) {
    const numbers = Array.from({ length: isShort ? 5 : count }, (_, i) => i);
    let containers: Awaited<ReturnType<typeof nerdsh.run>>[] = [];
    let peers: string[] = [];
    return {
      contenders: [
        {
          name: "nerdsh, one process",
          run: async () => {
            const started = numbers.map(() => nerdsh.run("busybox", ["sleep", "1000000"], { detach: true }));
            containers = await Promise.all(started);
          },
          after: async () => void (await Promise.all(containers.map((container) => container.remove({ force: true })))),
        },
        {
          name: "docker run -d, each a process",
          run: async () => {
            const started = numbers.map(() => docker.run("run", "--detach", "busybox", "sleep", "1000000"));
            peers = (await Promise.all(started)).map((id) => id.trim());
          },
          after: async () => void (await docker.run("rm", "--force", ...peers)),
        },
      ],
      comparisons: [{ subject: "nerdsh, one process", reference: "docker run -d, each a process", atMost: 0.55 }],
    };
  },
};
