import { createCommand } from "../src/commands/container/create.ts";
import { psCommand } from "../src/commands/container/ps.ts";
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
    // As at the prompt: what was listed before is at hand while nothing was written since.
    const warm = await worldContext(world);
    const asked = readInput(psCommand, [], { all: true });
    contenders.push({
      name: "nerdsh, ps -a from a warm process",
      run: async () => {
        const rows = await psCommand.execute(warm, asked);
        const cells = rows.map(({ ID, Image, Command, RunningFor, Status, Ports, Names }) =>
          [ID, Image, Command, RunningFor, Status, Ports, Names].join("  "),
        );
        if (cells.length < numbers.length) throw new Error(`${cells.length} rows of ${numbers.length}`);
      },
    });
    const subject = executable === undefined ? "nerdsh ps -a, on Node" : "nerdsh ps -a, executable";
    return {
      contenders,
      comparisons: [
        { subject: "nerdsh, ps -a from a warm process", reference: "docker ps -a", atMost: 0.5 },
        { subject, reference: "docker ps -a", atMost: 0.5 },
        ...(executable === undefined ? [] : [{ subject: "nerdsh ps, executable", reference: "docker ps" }]),
      ],
      finish: async () => {
        warm[Symbol.dispose]();
        await script("container", "prune", "--force");
        await docker.run("rm", ...peers);
      },
    };
  },
};
