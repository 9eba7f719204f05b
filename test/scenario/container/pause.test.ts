import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { pauseContainer, unpauseContainer } from "../../../src/container/pause.ts";
import { statusOf } from "../../../src/container/record/status.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { type Containers, startContainers, type TestContainer } from "../../support/containers.ts";

let containers: Containers;
before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

const status = async ({ id }: TestContainer) => statusOf(await containers.context.engine.tasks.get({ id }));

describe("pause", () => {
  test("freezes the container until unpause", async () => {
    const { context } = containers;
    await using box = await containers.run();
    await pauseContainer(context, await box.record());
    assert.equal(await status(box), "paused");
    await unpauseContainer(context, await box.record());
    assert.equal(await status(box), "running");
    assert.equal(await box.output("echo", "alive"), "alive\n");
  });

  test("is refused where there is nothing to freeze, or nothing to let go on", async () => {
    const { context } = containers;
    await using box = await containers.run({ name: "frozen" });
    const record = await box.record();
    await assert.rejects(unpauseContainer(context, record), {
      code: "CONTAINER_NOT_PAUSED",
      message: "container is not paused: frozen",
      exitCode: 1,
    });
    await pauseContainer(context, record);
    await assert.rejects(pauseContainer(context, record), {
      code: "CONTAINER_PAUSED",
      message: "container is already paused: frozen",
      exitCode: 1,
    });
    await stopContainer(context, record, { timeout: 0 });
    await assert.rejects(pauseContainer(context, record), { code: "CONTAINER_NOT_RUNNING", exitCode: 1 });
    await assert.rejects(unpauseContainer(context, record), { code: "CONTAINER_NOT_PAUSED" });
  });

  test("is refused for a container that never ran", async () => {
    await using box = await containers.create();
    await assert.rejects(pauseContainer(containers.context, await box.record()), { code: "CONTAINER_NOT_RUNNING" });
  });
});
