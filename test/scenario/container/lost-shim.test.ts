import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { removeContainer } from "../../../src/container/remove.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { type Containers, startContainers } from "../../support/containers.ts";
import { processTable } from "../../support/process-table.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

/** The pid of its shim. */
function shimOf(id: string): number {
  const table = processTable();
  return table.find(({ command }) => command[0]?.includes("containerd-shim") && command.includes(id))!.pid;
}

describe("a container whose shim goes away", () => {
  test("is not found by whoever waits for it", async () => {
    const { id } = await containers.run();
    const { tasks } = containers.context.engine;
    const shim = shimOf(id);
    const exit = tasks.wait({ id });
    process.kill(shim, "SIGKILL");
    await assert.rejects(exit, { code: "NOT_FOUND" });
  });

  test("can be stopped, and removed by force, in that moment", async () => {
    for (const end of [stopContainer, removeContainer]) {
      const container = await containers.run();
      const record = await container.record();
      const shim = shimOf(container.id);
      const ending = end(containers.context, record, { force: true, volumes: true });
      process.kill(shim, "SIGKILL");
      await ending;
    }
  });
});
