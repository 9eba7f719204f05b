import assert from "node:assert/strict";
import { cgroupFiles } from "./cgroup-files.ts";
import { containerName } from "./container-name.ts";
import { testWorld } from "./world.ts";

const sleeping = ["busybox", "sleep", "1000000"];

/** A running container of these flags, and what `inspect` says of it. */
export async function runningContainer(...flags: string[]) {
  const world = await testWorld();
  const container = containerName(world);
  const { exitCode, stderr } = await world.nerdsh([
    "run",
    "-d",
    "--network",
    "none",
    "--name",
    container.name,
    ...flags,
    ...sleeping,
  ]);
  assert.equal(exitCode, 0, stderr);
  const inspected = async () => JSON.parse((await world.nerdsh(["inspect", container.name])).stdout)[0];
  return {
    name: container.name,
    stderr,
    inspected,
    files: cgroupFiles((await inspected()).State.Pid),
    nerdsh: (...words: string[]) => world.nerdsh(words),
    output: async (...command: string[]) => (await world.nerdsh(["exec", container.name, ...command])).stdout,
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}
