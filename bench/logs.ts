import { drain } from "./support/peers.ts";
import type { Scenario } from "./support/scenario.ts";

const lineBytes = 64;
// With the record around it.
const recordBytes = 139;

/** Reading back what a container wrote, as a whole process whose output goes into a pipe. */
export const logs: Scenario = {
  title: "logs of a container whose log is 1 GB",
  rounds: { full: 2, short: 1 },
  async prepare({ nerdsh, docker, isShort, built }) {
    const lines = Math.ceil(((isShort ? 4 : 1000) * 1_000_000) / recordBytes);
    const command = ["sh", "-c", `yes ${"x".repeat(lineBytes - 1)} | head -n ${lines}`];
    const container = await nerdsh.run("busybox", command, { detach: true, network: "none" });
    await container.wait();
    const peer = (await docker.run("run", "--detach", "--network", "none", "busybox", ...command)).trim();
    await docker.run("wait", peer);
    const expected = lines * lineBytes;
    return {
      contenders: [
        { name: "nerdsh logs", run: () => drain(process.execPath, [built.script, "logs", container.id], expected) },
        { name: "docker logs", run: () => drain("docker", ["--host", docker.host, "logs", peer], expected) },
      ],
      comparisons: [{ subject: "nerdsh logs", reference: "docker logs", atMost: 0.67 }],
      finish: async () => {
        await container.remove({ force: true });
        await docker.run("rm", "--force", peer);
      },
    };
  },
};
