import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { census, diff } from "../../support/leftovers.ts";
import { mountsBelow } from "../../support/mount-table.ts";
import { processTable } from "../../support/process-table.ts";
import { programOutput, runProgram } from "../../support/program.ts";
import { startRegistry } from "../../support/registry.ts";

const image = "docker.io/library/busybox:latest";

async function startSleeper(engine: TestEngine, id: string): Promise<void> {
  await using registry = await startRegistry();
  const ctr = ["--address", engine.address];
  await programOutput("ctr", [...ctr, "images", "pull", "--hosts-dir", registry.hostsDir, image]);
  await programOutput("ctr", [...ctr, "run", "--detach", image, id, "sleep", "1000000"]);
}

const processesNaming = (path: string) =>
  processTable().filter(({ command }) => command.some((word) => word.includes(path)));

describe("a private engine", () => {
  test("takes its containers, shims and mounts with it", async () => {
    const engine = await startEngine();
    await startSleeper(engine, "taken");
    const { directory } = engine;
    assert.ok(processesNaming(directory).length > 1);
    assert.ok((await mountsBelow(directory)).length > 0);
    await engine[Symbol.asyncDispose]();
    assert.deepEqual(processesNaming(directory), []);
    assert.deepEqual(await mountsBelow(directory), []);
    assert.equal(existsSync(directory), false);
    assert.equal(existsSync("/run/containerd/runc/default/taken"), false);
  });

  test("can be killed and started again under a running container", async () => {
    await using engine = await startEngine();
    await startSleeper(engine, "survivor");
    const { pid } = engine;
    await engine.kill9();
    await engine.restart();
    assert.notEqual(engine.pid, pid);
    assert.match(await programOutput("ctr", ["--address", engine.address, "tasks", "list"]), /^survivor .*RUNNING/m);
  });

  test("is counted object by object, so that a test sees what it leaves", async () => {
    await using engine = await startEngine();
    const ofEngine = async () => {
      const { containers, tasks, snapshots, shims } = await census({ address: engine.address });
      return { containers: containers ?? [], tasks: tasks ?? [], snapshots: snapshots ?? [], shims: shims ?? [] };
    };
    const before = await ofEngine();
    assert.deepEqual(diff(before, await ofEngine()), {});
    await startSleeper(engine, "left");
    const { containers, tasks, snapshots, shims } = diff(before, await ofEngine());
    assert.deepEqual({ containers, tasks }, { containers: ["+default/left"], tasks: ["+default/left"] });
    assert.match(snapshots?.join() ?? "", /^\+default\/left .*ACTIVE$/);
    assert.match(shims?.join() ?? "", /^\+\d+ left$/);
  });

  test("of a test that was killed goes when the next one starts", async () => {
    const module = new URL("../../support/engine.ts", import.meta.url).href;
    const program = `
      const { startEngine } = await import(${JSON.stringify(module)});
      const engine = await startEngine();
      process.stdout.write(engine.directory, () => process.kill(process.pid, "SIGKILL"));
    `;
    const args = ["--import", "tsx", "--input-type=module", "--eval", program];
    const killed = await runProgram(process.execPath, args);
    const directory = killed.stdout;
    assert.ok(existsSync(directory), killed.stderr);
    await using _next = await startEngine();
    assert.equal(existsSync(directory), false);
  });
});
