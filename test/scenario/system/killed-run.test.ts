import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findContainer } from "../../../src/container/record/lookup.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { netnsPath } from "../../../src/network/netns.ts";
import { removeLeftovers } from "../../../src/system/doctor.ts";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { type Containers, startContainers } from "../../support/containers.ts";
import { foundLater, HealthyContainers, later } from "../../support/healthy-containers.ts";
import { type Census, census, diff } from "../../support/leftovers.ts";
import { running } from "../../support/running-child.ts";

const source = fileURLToPath(new URL("../../fixtures/system/run-until.ts", import.meta.url));

let containers: Containers;
let healthy: HealthyContainers;
let program: BundledProgram;

before(async () => {
  program = await bundledProgram(source);
  containers = await startContainers();
  healthy = await HealthyContainers.start(containers);
});
after(async () => {
  await program[Symbol.asyncDispose]();
  await containers[Symbol.asyncDispose]();
});

/** Whatever of this engine and its data store is there, by other eyes than doctor's. */
async function traces(): Promise<Census> {
  const { settings } = containers.context;
  const { root, address } = settings;
  // Namespaces, links and rules are the whole machine's, where other tests make some too.
  const { netns, interfaces: _links, nftTables: _tables, iptables: _rules, ...ours } = await census({ root, address });
  const prefix = basename(netnsPath(settings, "")).slice(0, -1);
  const files = await Promise.all(
    [settings.dataStore, settings.runtimeDir].map((path) => readdir(path, { recursive: true })),
  );
  return { ...ours, netns: (netns ?? []).filter((name) => name.startsWith(prefix)), files: files.flat() };
}

describe("a run killed with SIGKILL", () => {
  /** Lets a run get to its `step`-th step, and kills it there; gives the kind of the step. */
  async function kill(step: number): Promise<string> {
    const { root, address } = containers.context.settings;
    const words = [program.path, root, address, `${step}`];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    await using _child = running(child);
    const [printed] = (await once(child.stdout, "data")) as [Buffer];
    return `${printed}`.trim();
  }

  test("leaves nothing that doctor does not remove, at whatever step", async () => {
    await healthy.check(); // Makes the directory of FIFOs, which stays.
    const before = await traces();
    const steps: string[] = [];
    for (let step = 1; steps.at(-1) !== "done"; step++) {
      steps.push(await kill(step));
      if (steps.at(-1) === "done") break;
      const examined = await removeLeftovers(containers.context, later());
      assert.deepEqual(
        examined.filter(({ state }) => state !== "removed"),
        [],
      );
      assert.deepEqual(diff(before, await traces()), {}, `killed at its step ${step}, ${steps.at(-1)}`);
      await healthy.check();
    }
    assert.deepEqual(steps.sort(), ["done", "name", "network", "record", "sandbox", "snapshot", "state", "task"]);
  });

  test("leaves the container where it was done", async () => {
    const { context } = containers;
    const done = await findContainer(context, "cut-short");
    assert.deepEqual(await foundLater(containers), []);
    assert.equal((await context.engine.tasks.get({ id: done.id })).status, "RUNNING");
    await removeContainer(context, done, { force: true, volumes: true });
  });
});
