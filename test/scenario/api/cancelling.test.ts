import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { isNerdError } from "../../../src/errors.ts";
import { zx } from "../../../src/platform/zx.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { until } from "../../support/condition.ts";
import { type Census, diff } from "../../support/leftovers.ts";
import type { World } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";

let world: World;
let nerdsh: TestApi;
let before_: Census;
before(async () => {
  world = await testWorld();
  nerdsh = await openApi(world);
  await nerdsh.run("busybox", ["true"]).text();
  before_ = await world.census();
});
after(() => nerdsh[Symbol.dispose]());

const sleeping = ["sleep", "1000000"];
/** Delays that together hit every step: a start takes about 200 ms. */
const delaysMs = Array.from({ length: 24 }, (_, i) => i * 10);

describe("cancelling", () => {
  const ways = {
    "a run": (signal: AbortSignal) => nerdsh.run("busybox", sleeping, { signal }),
    "a run whose output is read": (signal: AbortSignal) => nerdsh.run("busybox", sleeping, { signal }).text(),
    "a run whose output is piped": (signal: AbortSignal) =>
      nerdsh.run("busybox", ["yes"], { signal }).pipe(new PassThrough().resume()),
    "a run that waits to be ready": (signal: AbortSignal) => nerdsh.run("busybox", sleeping, { signal, publish: "80" }),
  };
  for (const [what, start] of Object.entries(ways)) {
    test(`${what}, at any moment, leaves nothing behind`, async () => {
      for (const delayMs of delaysMs) {
        const controller = new AbortController();
        const running = start(controller.signal);
        const outcome = running.then(
          async (value) => {
            if (typeof value === "object" && "remove" in value) await value.remove(); // It was too late.
            return "late";
          },
          (error: unknown) => (isNerdError(error, "CANCELLED") ? "cancelled" : error),
        );
        await delay(delayMs);
        controller.abort();
        const ended = await outcome;
        assert.ok(ended === "cancelled" || ended === "late", `after ${delayMs} ms: ${ended}`);
      }
      assert.deepEqual(diff(before_, await world.census()), {});
    });
  }

  test("an exec, at any moment, leaves no process", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    for (const delayMs of delaysMs) {
      const controller = new AbortController();
      const running = box.exec(["tail", "-f", "/dev/null"], { signal: controller.signal });
      running.catch(() => {});
      await delay(delayMs / 2);
      controller.abort();
      await assert.rejects(running, { code: "CANCELLED" });
    }
    await until("no process is left", async () => (await box.exec`pidof tail`.nothrow().text()) === "");
  });

  test("the pull of an image stops it", async () => {
    const controller = new AbortController();
    const pulling = nerdsh.pull("postgres", { signal: controller.signal });
    pulling.catch(() => {});
    await delay(50);
    controller.abort();
    await assert.rejects(pulling, { code: "CANCELLED" });
    // What had come by then is kept for the next one.
    const { leases = [], ...others } = diff(before_, await world.census());
    assert.deepEqual(others, {});
    for (const lease of leases) assert.match(lease, /^\+default\/nerdsh-kept-/);
    before_ = await world.census();
  });

  test("wait() leaves the container alone", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    await assert.rejects(box.wait({ signal: AbortSignal.abort() }), { code: "CANCELLED" });
    await assert.rejects(box.wait().timeout("100ms"), { code: "TIMED_OUT" });
    assert.equal(await box.exec`echo still here`.text(), "still here");
  });

  test("comes with the end of the block that holds the operation", async () => {
    {
      await using _operation = nerdsh.run("busybox", sleeping).text();
      await using _other = nerdsh.run("busybox", sleeping);
      await delay(100);
    }
    assert.deepEqual(diff(before_, await world.census()), {});
  });
});

describe("a command in a container", () => {
  const host = zx().$({ quiet: true });

  test("is killed when its time is up, or its signal aborts", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    await assert.rejects(box.$`tail -f /dev/null`.timeout("300ms"), { code: "TIMED_OUT" });
    await assert.rejects(box.$`tail -f /dev/null`.signal(AbortSignal.timeout(300)), { code: "TIMED_OUT" });
    const running = box.$`tail -f /dev/null`;
    const failed = assert.rejects(running, { code: "CANCELLED" });
    await running.kill();
    await failed;
    const started = box.$`echo up; exec tail -f /dev/null`;
    for await (const _ of started.stdout) break;
    await assert.rejects(started.timeout("100ms"), { code: "TIMED_OUT" });
  });

  test("gets signals as they are sent, from before its start to its end", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    const trapping = "trap 'echo hup' HUP; trap 'echo term; exit 0' TERM; echo up; while :; do sleep 0.1; done";
    const command = box.$`sh -c ${trapping}`;
    const lines = command[Symbol.asyncIterator]();
    await lines.next();
    await command.kill("hup");
    assert.equal((await lines.next()).value, "hup");
    await command.kill("SIGTERM");
    assert.equal((await lines.next()).value, "term");
    assert.equal(await command.exitCode, 0);
    await assert.rejects(command.kill("SIGTERM"), { code: "CONTAINER_NOT_RUNNING", message: "the command has ended" });
    await command.kill();
    const unaware = nerdsh.$.in("busybox")`tail -f /dev/null`.retry(3);
    await Promise.all([
      assert.rejects(unaware, { code: "COMMAND_FAILED", exitCode: 137 }),
      assert.rejects(unaware.kill("SIGTREM"), { code: "INVALID_VALUE", hint: "did you mean SIGTERM?" }),
      unaware.kill("SIGKILL"),
    ]);
    const right = host`yes`.nothrow().pipe(box.$`cat >/dev/null`);
    await Promise.all([assert.rejects(right, { exitCode: 143 }), right.kill("SIGTERM")]);
    const asked = box.$`sh -c ${"trap 'echo late; exit 0' INT; echo up; while :; do sleep 0.1; done"}`;
    const late = asked[Symbol.asyncIterator]();
    await late.next();
    asked.timeout(1, "SIGINT");
    assert.equal((await late.next()).value, "late");
    await assert.rejects(late.next(), { code: "TIMED_OUT" });
  });
});
