/** Runs in a machine of its own (own-machine.ts): tells the names of its measurements on fd 3, then takes those that stdin asks for. */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type * as nerdsh from "../../src/index.ts";
import { privateWorld, type World } from "../../test/support/private-world.ts";
import { startDocker } from "./docker.ts";
import type { MachineRequest } from "./own-machine.ts";
import { dockerContainers, nerdshContainers, type TwoContainers, traffic } from "./two-containers.ts";

const answers = 3;
const { engine, library, load } = JSON.parse(process.argv[2]!) as MachineRequest;

await using world = await privateWorld();
await using started = await (engine === "nerdsh" ? startedNerdsh(world) : startedDocker(world));
const contenders = traffic(started.containers, load);
writeSync(answers, `${JSON.stringify(contenders.map(({ name }) => name))}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const contender = contenders.find(({ name }) => name === line);
  writeSync(answers, `${await contender?.run()}\n`);
}

type Started = { readonly containers: TwoContainers } & AsyncDisposable;

async function startedNerdsh({ env }: World): Promise<Started> {
  Object.assign(process.env, env); // The library finds its engine as every program does.
  const names = (await import(library)) as typeof nerdsh; // The same names, bundled.
  await names.pull("busybox");
  const containers = await nerdshContainers({ nerdsh: names }, load);
  return { containers, [Symbol.asyncDispose]: async () => void (await containers.remove()) };
}

async function startedDocker({ registry }: World): Promise<Started> {
  const docker = await startDocker(registry);
  const containers = await dockerContainers({ docker }, load);
  return {
    containers,
    async [Symbol.asyncDispose]() {
      await containers.remove();
      await docker[Symbol.asyncDispose]();
    },
  };
}
