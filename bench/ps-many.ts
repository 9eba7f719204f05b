import { createCommand } from "../src/commands/container/create.ts";
import { readInput } from "../src/commands/read-options.ts";
import { createStopped } from "../src/container/run.ts";
import { programOutput } from "../test/support/program.ts";
import { worldContext } from "../test/support/world-context.ts";
import type { Scenario } from "./support/scenario.ts";

const count = 500;
/** More docker clients at once would only wait for each other. */
const atOnce = 8;

/** A list of many: what grows with them is the engine's answer, and what is done for each row. */
export const psMany: Scenario = {
  title: `ps over ${count} containers`,
  rounds: { full: 15, short: 1 },
  async prepare({ world, docker, script, isShort, environment, built: { executable } }) {
    const numbers = Array.from({ length: isShort ? 5 : count }, (_, i) => i);
    const options = readInput(createCommand, ["busybox", "true"], { network: "none" });
    {
      using context = await worldContext(world);
      for (const _ of numbers) await createStopped(context, options);
    }
    const left = [...numbers];
    const peers: string[] = [];
    const create = async () => {
      while (left.pop() !== undefined)
        peers.push((await docker.run("create", "--network", "none", "busybox", "true")).trim());
    };
    await Promise.all(Array.from({ length: atOnce }, create));
    const contenders = [
      { name: "nerdsh ps -a, on Node", run: async () => void (await script("ps", "-a")) },
      { name: "docker ps -a", run: async () => void (await docker.run("ps", "-a")) },
      { name: "docker ps", run: async () => void (await docker.run("ps")) },
      ...(executable === undefined
        ? []
        : [["ps", "-a"], ["ps"]].map((words) => ({
            name: `nerdsh ${words.join(" ")}, executable`,
            run: async () => void (await programOutput(executable, words, { env: environment })),
          }))),
    ];
    const subject = executable === undefined ? "nerdsh ps -a, on Node" : "nerdsh ps -a, executable";
    return {
      contenders,
      comparisons: [
        { subject, reference: "docker ps -a", atMost: 0.5 },
        ...(executable === undefined ? [] : [{ subject: "nerdsh ps, executable", reference: "docker ps" }]),
      ],
      finish: async () => {
        await script("container", "prune", "--force");
        await docker.run("rm", ...peers);
      },
    };
  },
};
