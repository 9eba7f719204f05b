import type { Scenario } from "./support/scenario.ts";

/** A command in a container that runs. */
export const exec: Scenario = {
  title: "exec true, in a running container",
  rounds: { full: 20, short: 1 },
  async prepare({ nerdsh, docker, script }) {
    const command = ["sleep", "1000000"];
    const container = await nerdsh.run("busybox", command, { detach: true, network: "none", name: "bench-exec" });
    const peer = (await docker.run("run", "--detach", "--network", "none", "busybox", ...command)).trim();
    return {
      contenders: [
        { name: "nerdsh, from a warm process", run: async () => void (await container.exec(["true"])) },
        { name: "nerdsh exec, a whole process", run: async () => void (await script("exec", "bench-exec", "true")) },
        { name: "docker exec", run: async () => void (await docker.run("exec", peer, "true")) },
      ],
      comparisons: [
        { subject: "nerdsh, from a warm process", reference: "docker exec", atMost: 0.6 },
        { subject: "nerdsh exec, a whole process", reference: "docker exec" },
      ],
      finish: async () => {
        await container.remove({ force: true });
        await docker.run("rm", "--force", peer);
      },
    };
  },
};
