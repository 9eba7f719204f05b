import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openApi, type TestApi } from "../../support/api.ts";
import { testWorld } from "../../support/world.ts";

let nerdsh: TestApi;
before(async () => {
  nerdsh = await openApi(await testWorld());
});
after(() => nerdsh[Symbol.dispose]());

const sleeping = ["sleep", "1000000"];

describe("a container's handle", () => {
  test("stats as a stream tells it every second until the container has exited, top what runs in it", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    const { titles, processes } = await box.top("-eo", "pid,args");
    assert.deepEqual([titles, processes.map(([, command]) => command)], [["PID", "COMMAND"], ["sleep 1000000"]]);
    const seen: number[] = [];
    for await (const { pids } of box.stats({ stream: true })) {
      seen.push(pids);
      await box.kill();
    }
    assert.deepEqual(seen, [1]);
    await assert.rejects(box.top(), { code: "CONTAINER_NOT_RUNNING" });
  });
});
