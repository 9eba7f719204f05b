import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { runCommand } from "../../../src/commands/container/run.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { execProcess } from "../../../src/container/exec.ts";
import { checkHealthNow, healthTopic } from "../../../src/container/health/health-check.ts";
import { inspectContainer } from "../../../src/container/inspect/inspect.ts";
import { waitUntilReady } from "../../../src/container/readiness/ready.ts";
import { findContainer } from "../../../src/container/record/lookup.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { runContainer } from "../../../src/container/run.ts";
import { startContainer } from "../../../src/container/start.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import type { Context } from "../../../src/context.ts";
import { until } from "../../support/condition.ts";
import type { World } from "../../support/private-world.ts";
import { oneSupervisorOf } from "../../support/supervisors.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

interface Health {
  readonly Status: string;
  readonly FailingStreak: number;
  readonly Log: readonly {
    readonly Start: string;
    readonly End: string;
    readonly ExitCode: number;
    readonly Output: string;
  }[];
}

const forever = ["sleep", "1000000"];
const whileOk = "echo looked; test -e /ok";

let world: World;
let context: Context & Disposable;
before(async () => {
  world = await testWorld();
  context = await worldContext(world);
});
after(() => context[Symbol.dispose]());

/** `run -d` in this process; removed with the block. */
async function detached(flags: Record<string, unknown>, command: readonly string[] = forever) {
  const input = { detach: true, network: "none", ...flags };
  const options = readInput(runCommand, ["busybox", ...command], input);
  const { id, name, exit } = await runContainer(context, options, { detach: true });
  const record = () => findContainer(context, id);
  const health = async () => {
    const { State } = (await inspectContainer(context, id)) as { State: { Health: Health } };
    return State.Health;
  };
  return {
    name,
    record,
    health,
    becomes: (status: string) => until(`it is ${status}`, async () => (await health()).Status === status),
    ready: async () => await waitUntilReady(context, await record(), exit, { healthOnly: true }),
    exec: async (...command: string[]) => {
      const options = { command, env: {}, envFile: [], interactive: false, tty: false, detach: true } as const;
      const more = { user: undefined, workdir: undefined, privileged: false };
      const process = await execProcess(context, await record(), { ...options, ...more });
      await process.exit;
      await process.finish();
    },
    [Symbol.asyncDispose]: async () => removeContainer(context, await record(), { force: true, volumes: true }),
  };
}

/** The health that is told to every subscriber, until the block ends. */
function healthEvents() {
  const stop = new AbortController();
  const heard: unknown[] = [];
  const done = (async () => {
    const filters = [`topic==${JSON.stringify(healthTopic)}`];
    for await (const { event } of context.engine.events.subscribe(filters, { signal: stop.signal })) {
      const { name, health_status: status } = event["labels"] as Record<string, string>;
      heard.push([name, status]);
    }
  })().catch(() => {});
  return {
    heard,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await done;
    },
  };
}

describe("a container with a health check", () => {
  test("becomes healthy soon after it is, and unhealthy after as many failures as are said", async () => {
    await using events = healthEvents();
    await using web = await detached({
      healthCmd: whileOk,
      healthInterval: "300ms",
      healthRetries: 2,
      healthStartPeriod: "10m", // Its failures count from its first success on.
    });
    assert.equal((await web.health()).Status, "starting");
    assert.match((await world.nerdsh(["ps", "--format", "{{.Status}}"])).stdout, /^Up .* \(health: starting\)\n$/);
    await web.exec("touch", "/ok");
    await web.ready();
    assert.match((await world.nerdsh(["ps", "--format", "{{.Status}}"])).stdout, /^Up .* \(healthy\)\n$/);
    await web.exec("rm", "/ok");
    await web.becomes("unhealthy");
    const { Log, FailingStreak } = await web.health();
    assert.ok(FailingStreak >= 2);
    assert.ok(Log.length <= 5);
    assert.deepEqual([Log.at(-1)?.ExitCode, Log.at(-1)?.Output], [1, "looked\n"]);
    await until("both are heard", () => events.heard.length >= 2);
    assert.deepEqual(events.heard, [
      [web.name, "healthy"],
      [web.name, "unhealthy"],
    ]);
    await oneSupervisorOf(world.root);
  });

  test("is ready long before the first regular check, and begins anew with its next life", async () => {
    await using web = await detached({ healthCmd: "test -e /ok" }, ["sh", "-c", "touch /ok; exec sleep 1000000"]);
    const startedMs = performance.now();
    await web.ready();
    assert.ok(performance.now() - startedMs < 25_000);
    await stopContainer(context, await web.record(), { timeout: 0 });
    assert.equal((await web.health()).Status, "unhealthy");
    await startContainer(context, await web.record(), { attach: false, interactive: false });
    assert.deepEqual((await web.health()).Log, []);
    await web.becomes("healthy");
  });

  test("is checked at its start's own interval while it starts, and no failure counts", async () => {
    const life = { healthInterval: "1h", healthStartPeriod: "1h", healthRetries: 1 };
    await using web = await detached({ healthCmd: "exit 3", healthStartInterval: "100ms", ...life });
    await until("there are as many results as are kept", async () => (await web.health()).Log.length === 5);
    const { Status, FailingStreak, Log } = await web.health();
    assert.deepEqual([Status, FailingStreak], ["starting", 0]);
    const [first, last] = [Log[0]!, Log[4]!].map(({ Start }) => Date.parse(Start));
    assert.ok(last! - first! < 15_000, "where nothing is said of it, they are 20 seconds apart");
  });

  test("is checked on where the supervisor was killed and somebody waits", async () => {
    await using web = await detached({ healthCmd: "test -e /ok", healthInterval: "200ms" });
    process.kill(await oneSupervisorOf(world.root), "SIGKILL");
    const ready = web.ready();
    await web.exec("touch", "/ok");
    await ready;
  });

  test("has a check that hangs killed, and what that wrote first cut", async () => {
    const healthCmd = "echo begun; exec sleep 1000000";
    await using hung = await detached({ healthCmd, healthInterval: "100ms", healthTimeout: "2s", healthRetries: 1 });
    await using chatty = await detached({ healthCmd: "yes | head -c 1000000", healthInterval: "100ms" });
    await hung.becomes("unhealthy");
    // On a busy machine one may be killed before it has written.
    const expected = [-1, "Health check exceeded timeout (2s): begun\n"];
    const results = async () => (await hung.health()).Log.map(({ ExitCode, Output }) => [ExitCode, Output]);
    await until("one was killed that had begun", async () =>
      (await results()).some((result) => isDeepStrictEqual(result, expected)),
    );
    await until("there is a result", async () => (await chatty.health()).Log.length > 0);
    assert.equal((await chatty.health()).Log[0]?.Output.length, 4_099);
  });

  test("can be checked at any time", async () => {
    await using web = await detached({ healthCmd: "test -e /ok", healthInterval: "1h", healthRetries: 1 });
    assert.equal((await world.nerdsh(["container", "healthcheck", web.name])).stdout, "unhealthy\n");
    await web.exec("touch", "/ok");
    assert.equal((await checkHealthNow(context, await web.record())).Status, "healthy");
    await stopContainer(context, await web.record(), { timeout: 0 });
    await assert.rejects(checkHealthNow(context, await web.record()), { code: "CONTAINER_NOT_RUNNING" });
  });

  test("has none where --no-healthcheck says so, which contradicts the others", async () => {
    await using box = await detached({ noHealthcheck: true });
    await assert.rejects(checkHealthNow(context, await box.record()), { code: "INVALID_VALUE" });
    const words = ["run", "-d", "--no-healthcheck", "--health-cmd", "true", "no-such-image"];
    const { exitCode, stderr } = await world.nerdsh(words);
    assert.equal(exitCode, 125);
    assert.match(stderr, /--no-healthcheck conflicts with --health-\* options/);
  });
});
