import { programOutput } from "../test/support/program.ts";
import type { Scenario } from "./support/scenario.ts";

/** A short command from nothing: what a user waits for who types `nerdsh ps`. */
export const coldStart: Scenario = {
  title: "ps, cold: a whole process each time, one container running",
  rounds: { full: 25, short: 1 },
  async prepare({ nerdsh, docker, script, ctr, environment, built: { executable } }) {
    const container = await nerdsh.run("busybox", ["sleep", "1000000"], { detach: true, network: "none" });
    const peer = (await docker.run("run", "--detach", "--network", "none", "busybox", "sleep", "1000000")).trim();
    const contenders = [
      {
        name: "node -e 0",
        run: async () => void (await programOutput(process.execPath, ["-e", "0"], { env: environment })),
      },
      { name: "nerdsh ps, on Node", run: async () => void (await script("ps")) },
      { name: "docker ps", run: async () => void (await docker.run("ps")) },
      { name: "ctr tasks ls", run: async () => void (await ctr("tasks", "ls")) },
    ];
    const comparisons = [{ subject: "nerdsh ps, on Node", reference: "node -e 0", atMost: 1.5 }];
    const finish = async () => {
      await container.remove({ force: true });
      await docker.run("rm", "--force", peer);
    };
    if (executable === undefined) return { contenders, comparisons, finish };
    return {
      contenders: [
        ...contenders,
        {
          name: "nerdsh ps, executable",
          run: async () => void (await programOutput(executable, ["ps"], { env: environment })),
        },
      ],
      comparisons: [...comparisons, { subject: "nerdsh ps, executable", reference: "docker ps", atMost: 1.2 }],
      finish,
    };
  },
};
