import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

  test("is tried again where runc could not freeze it at once", async () => {
    const [runtime, tries] = [join(containers.directory, "busy-runc"), join(containers.directory, "tries")];
    const busy = `case " $* " in *" pause "*) echo >>${tries}; [ $(wc -l <${tries}) -gt 2 ] || { echo unable to freeze >&2; exit 1; };; esac`;
    await writeFile(runtime, `#!/bin/sh\n${busy}\nexec runc "$@"\n`, { mode: 0o755 });
    await using box = await containers.run({ runtime });
    await pauseContainer(containers.context, await box.record());
    assert.equal(await status(box), "paused");
    assert.equal(await readFile(tries, "utf8"), "\n\n\n");
  });

  test("fails with what runc says where it never can", async () => {
    const runtime = join(containers.directory, "stuck-runc");
    const stuck = `case " $* " in *" pause "*) echo unable to freeze >&2; exit 1;; esac`;
    await writeFile(runtime, `#!/bin/sh\n${stuck}\nexec runc "$@"\n`, { mode: 0o755 });
    await using box = await containers.run({ runtime });
    await assert.rejects(pauseContainer(containers.context, await box.record()), /unable to freeze/);
    assert.equal(await status(box), "running");
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
