import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { removeLeftovers } from "../../../src/system/doctor.ts";
import { findLeftovers } from "../../../src/system/leftovers/find.ts";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { lastingPort } from "../../support/lasting-port.ts";
import { diff } from "../../support/leftovers.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

const source = fileURLToPath(new URL("../../fixtures/programs/run-and-die.ts", import.meta.url));
const image = "busybox";

/**
 * Every step of the undo stack, before it acts and after; and what lies past them. The network is joined while the engine makes the task, so
 * what is there right after it has no fixed state yet.
 */
const steps = ["name", "cidfile", "sandbox", "state", "volume", "record", "snapshot", "fifos", "task"];
const started = ["container.started", "while it runs"];
const moments = steps.flatMap((step) => [`before ${step}`, `after ${step}`]);
const attached = [...moments, "before network", "container.created", ...started];
/** Up to its task a detached one does the same; past its start it is its user's, and no leftover. */
const detached = ["before task", "after task"];

describe("nerdsh run, killed with SIGKILL", () => {
  let port = 0;
  let program: BundledProgram;

  after(() => program[Symbol.asyncDispose]());
  before(async () => {
    program = await bundledProgram(source);
    await using world = await testWorld();
    port = await lastingPort();
    // Image, network, logger and directories are there from now on, as they stay.
    const warm = await world.nerdsh(["run", "--rm", "-v", "/data", "-p", `127.0.0.1:${port}:80`, image, "true"]);
    assert.equal(warm.exitCode, 0, warm.stderr);
  });

  for (const [mode, moments] of Object.entries({ attached, detached })) {
    for (const moment of moments) {
      // The next one reuses name, port and cidfile of this one, so that nothing can have been left of them.
      test(`${moment}, ${mode}: doctor finds what it left, and removes it`, async () => {
        await using world = await testWorld();
        using context = await worldContext(world);
        const earlier = await world.census();
        const files = await filesOf(world.root);
        const words = [program.path, moment, mode, "victim", `${port}`, image];
        const killed = await runProgram(process.execPath, words, { env: nerdshEnvironment(world.env) });
        assert.equal(killed.exitCode, 137, `it got past the moment: ${killed.stderr}`);

        const laterMs = Date.now() + 120_000; // Old enough that nobody can still be making it.
        assert.notDeepEqual(await findLeftovers(context, laterMs), []);
        const removed = await removeLeftovers(context, laterMs);
        assert.deepEqual(
          removed.filter(({ state }) => state !== "removed"),
          [],
        );
        assert.deepEqual(await findLeftovers(context, laterMs), []);
        assert.deepEqual(diff(earlier, await world.census()), {});
        // As Docker has it, the file with the id of a container that has run stays.
        if (started.includes(moment)) await rm(join(world.root, "cid"));
        assert.deepEqual(await filesOf(world.root), files);
      });
    }
  }

  test("leaves name, port and cidfile to the next", async () => {
    await using world = await testWorld();
    const words = ["run", "--rm", "--name", "victim", "-p", `127.0.0.1:${port}:80`, "--cidfile", `${world.root}/cid`];
    const { exitCode, stdout, stderr } = await world.nerdsh([...words, image, "echo", "free"]);
    assert.deepEqual({ exitCode, stdout }, { exitCode: 0, stdout: "free\n" }, stderr);
  });
});

/** All files of the data root but the engine's own. */
async function filesOf(root: string): Promise<string[]> {
  const store = (await readdir(root)).find((name) => /^[0-9a-f]{8}$/.test(name)) ?? "";
  const found = await Promise.all(
    [store, "cni", "run/fifo", "run/ports"].map((directory) =>
      readdir(join(root, directory), { recursive: true }).catch(() => []),
    ),
  );
  return [...found.flat(), ...(await readdir(root))].sort();
}
