import type { Scenario } from "./support/scenario.ts";

/** A detached container that writes as fast as it is let, until it has ended: the logger, and the disk, set the pace. */
export const logWrite: Scenario = {
  title: "a detached container that writes 200 MB as fast as it can, in lines of 64 bytes",
  rounds: { full: 3, short: 1 },
  async prepare({ nerdsh, docker, isShort }) {
    const command = ["sh", "-c", `yes ${"x".repeat(63)} | head -c ${(isShort ? 2 : 200) * 1_000_000}`];
    let container: Awaited<ReturnType<typeof nerdsh.run>> | undefined;
    let peer = "";
    return {
      contenders: [
        {
          name: "nerdsh run -d, wait",
          run: async () => {
            container = await nerdsh.run("busybox", command, { detach: true, network: "none" });
            await container.wait();
          },
          after: async () => await container?.remove({ force: true }),
        },
        {
          name: "docker run -d, wait",
          run: async () => {
            peer = (await docker.run("run", "--detach", "--network", "none", "busybox", ...command)).trim();
            await docker.run("wait", peer);
          },
          after: async () => void (await docker.run("rm", "--force", peer)),
        },
      ],
      comparisons: [{ subject: "nerdsh run -d, wait", reference: "docker run -d, wait", atMost: 1 }],
    };
  },
};
