import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { runCommand } from "../../../src/commands/container/run.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import { inspectContainer } from "../../../src/container/inspect/inspect.ts";
import { listContainers, publishedPorts } from "../../../src/container/record/list.ts";
import { findContainer } from "../../../src/container/record/lookup.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { restartContainer } from "../../../src/container/restart.ts";
import { setRestartPolicy } from "../../../src/container/restart-policy.ts";
import { runContainer } from "../../../src/container/run.ts";
import { startContainer } from "../../../src/container/start.ts";
import { killContainer, stopContainer } from "../../../src/container/stop.ts";
import type { Context } from "../../../src/context.ts";
import { restoreContainers } from "../../../src/system/restore.ts";
import { until } from "../../support/condition.ts";
import { startEngine } from "../../support/engine.ts";
import { greeting } from "../../support/greeting.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { oneSupervisorOf, supervisorsOf } from "../../support/supervisors.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

interface Flags {
  readonly restart: string;
  readonly network?: string;
  readonly publish?: string;
  readonly name?: string;
}

interface State {
  readonly Status: string;
  readonly Pid: number;
  readonly ExitCode: number;
  readonly StartedAt: string;
  readonly FinishedAt: string;
}

/** `run -d` in this process; removed with the block. */
async function detached(context: Context, command: readonly string[], flags: Flags) {
  const options = readInput(runCommand, ["busybox", ...command], { detach: true, network: "none", ...flags });
  const { id, pid } = await runContainer(context, options, { detach: true });
  const record = () => findContainer(context, id);
  const inspect = async () => (await inspectContainer(context, id)) as { RestartCount: number; State: State };
  return {
    id,
    pid,
    record,
    inspect,
    isBack: async (notPid = pid) => {
      const { State } = await inspect();
      return State.Status === "running" && State.Pid !== notPid;
    },
    [Symbol.asyncDispose]: async () => removeContainer(context, await record(), { force: true, volumes: true }),
  };
}

/** containerd's restart monitor stands in for the supervisor, and counts as well: how often it looks. */
const monitorEvery = (interval: string) => `[plugins."io.containerd.internal.v1.restart"]\ninterval = "${interval}"`;

const forever = ["sleep", "1000000"];
const untilStopped = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done"];
const sigkill = 9;

let world: World;
let context: Context & Disposable;
before(async () => {
  // Counts and delays below are the supervisor's alone.
  world = await testWorld({ engineConfig: monitorEvery("1h") });
  context = await worldContext(world);
});
after(() => context[Symbol.dispose]());

describe("a container with a restart policy", () => {
  test("comes back from the death of its process, with its port, its network and its log", async () => {
    const command = ["sh", "-c", "echo started; exec nc -ll -p 80 -e echo hello"];
    const flags = { restart: "always", network: "bridge", publish: "127.0.0.1::80" };
    await using web = await detached(context, command, flags);
    const log = async () => (await world.nerdsh(["logs", web.id])).stdout;
    await until("its first life is in its log", async () => (await log()) === "started\n");
    process.kill(web.pid, sigkill);
    await until("it is back", async () => (await web.isBack()) && (await web.inspect()).RestartCount === 1);
    await oneSupervisorOf(world.root); // Nobody had to stand in for it.
    const { RestartCount, State } = await web.inspect();
    assert.deepEqual([RestartCount, State.ExitCode], [1, 0]);
    assert.ok(Date.parse(State.FinishedAt) <= Date.parse(State.StartedAt));
    const [port] = publishedPorts(context, web.id);
    await until("it answers", async () => (await greeting(port!.hostPort)) === "hello\n");
    await until("both lives are in its log", async () => (await log()) === "started\nstarted\n");
  });

  test("waits twice as long each time, which ps and inspect show, and a stop ends", async () => {
    await using job = await detached(context, ["false"], { restart: "always" });
    await until("it waits", async () => {
      const { RestartCount, State } = await job.inspect();
      return RestartCount >= 3 && State.Status === "restarting";
    });
    const listed = async () => (await world.nerdsh(["ps", "--format", "{{.Status}}"])).stdout;
    const waiting = /^Restarting \(1\) (Less than a second|1 second|\d+ seconds) ago\n$/;
    await until("it is listed while it waits", async () => waiting.test(await listed()));
    await until("it waits again", async () => (await job.inspect()).State.Status === "restarting");
    await stopContainer(context, await job.record(), { timeout: 0 });
    const { RestartCount, State } = await job.inspect();
    assert.deepEqual([State.Status, State.ExitCode], ["exited", 1]);
    await until("nobody waits for it", () => supervisorsOf(world.root).length === 0);
    assert.deepEqual((await job.inspect()).RestartCount, RestartCount);
  });

  test("on-failure comes back as often as is said, and begins to count anew when started by hand", async () => {
    await using job = await detached(context, ["sh", "-c", "echo run; exit 3"], { restart: "on-failure:2" });
    const hasGivenUp = async () => {
      const { RestartCount, State } = await job.inspect();
      return RestartCount === 2 && State.Status === "exited" && State.ExitCode === 3;
    };
    await until("it gives up", hasGivenUp);
    await startContainer(context, await job.record(), { attach: false, interactive: false });
    const log = async () => (await world.nerdsh(["logs", job.id])).stdout;
    await until("it has run as often again", async () => (await log()) === "run\n".repeat(6));
    await until("it gives up again", hasGivenUp);
    assert.equal(await log(), "run\n".repeat(6));
  });

  test("comes back no more often where containerd's monitor looks at the same time", async () => {
    await using world = await privateWorld({ engineConfig: monitorEvery("50ms") });
    using context = await worldContext(world);
    const command = ["sh", "-c", "echo run; exit 3"];
    const jobs = Array.from({ length: 4 }, () => detached(context, command, { restart: "on-failure:2" }));
    for (const job of await Promise.all(jobs)) {
      await until("it gives up", async () => {
        const { RestartCount, State } = await job.inspect();
        return RestartCount === 2 && State.Status === "exited";
      });
      assert.equal((await world.nerdsh(["logs", job.id])).stdout, "run\n".repeat(3));
    }
  });

  test("stays as it is where it was stopped or killed by hand, but not for a signal that asks for something else", async () => {
    await using always = await detached(
      context,
      ["sh", "-c", "trap 'exit 1' HUP; echo trapped; while :; do sleep 0.05; done"],
      {
        restart: "always",
      },
    );
    await using stopped = await detached(context, forever, { restart: "unless-stopped" });
    await until("its trap", async () => (await world.nerdsh(["logs", always.id])).stdout === "trapped\n");
    await killContainer(context, await always.record(), "HUP");
    await until("it is back", () => always.isBack());
    await Promise.all([
      killContainer(context, await always.record()),
      stopContainer(context, await stopped.record(), { timeout: 0 }),
    ]);
    await until("nobody waits for them", () => supervisorsOf(world.root).length === 0);
    for (const each of [always, stopped]) assert.equal((await each.inspect()).State.Status, "exited");
  });

  test("is restarted by hand as any other", async () => {
    await using job = await detached(context, untilStopped, { restart: "always" });
    await restartContainer(context, await job.record(), { timeout: 0 });
    assert.deepEqual([await job.isBack(), (await job.inspect()).RestartCount], [true, 0]);
    process.kill((await job.inspect()).State.Pid, sigkill);
    await until("it is back", async () => (await job.inspect()).RestartCount === 1);
  });

  test("has another one from the moment in which it is changed", async () => {
    await using job = await detached(context, forever, { restart: "no" });
    await setRestartPolicy(context, await job.record(), "always");
    process.kill(job.pid, sigkill);
    await until("it is back", () => job.isBack());
    await setRestartPolicy(context, await job.record(), "no");
    process.kill((await job.inspect()).State.Pid, sigkill);
    await until("it stays", async () => (await job.inspect()).State.Status === "exited");
    await assert.rejects(setRestartPolicy(context, await job.record(), "sometimes"), { code: "INVALID_VALUE" });
  });

  test("is not made where the policy is none, or contradicts --rm", async () => {
    const unknown = await world.nerdsh(["run", "-d", "--restart", "sometimes", "no-such-image"]);
    assert.deepEqual([unknown.exitCode, unknown.stdout], [125, ""]);
    assert.match(unknown.stderr, /invalid restart policy: unknown policy 'sometimes'; use one of/);
    const both = await world.nerdsh(["run", "-d", "--rm", "--restart", "always", "no-such-image"]);
    assert.match(both.stderr, /conflicting options: cannot specify both --restart and --rm/);
  });
});

describe("the supervisor, killed,", () => {
  test("is started again by whoever lists containers, and makes up for what it has missed", async () => {
    await using job = await detached(context, forever, { restart: "always" });
    process.kill(await oneSupervisorOf(world.root), "SIGKILL");
    process.kill(job.pid, sigkill);
    await until("it has ended", async () => (await job.inspect()).State.Pid !== job.pid);
    await listContainers(context, { all: false });
    await until("it is back", async () => (await job.isBack()) && (await job.inspect()).RestartCount === 1);
  });

  test("is stood in for by containerd's monitor, which finds the network as it was", async () => {
    await using world = await privateWorld({ engineConfig: monitorEvery("1s") });
    using context = await worldContext(world);
    const command = ["sh", "-c", "exec nc -ll -p 80 -e echo hello"];
    const flags = { restart: "always", network: "bridge", publish: "127.0.0.1::80" };
    await using web = await detached(context, command, flags);
    process.kill(await oneSupervisorOf(world.root), "SIGKILL");
    process.kill(web.pid, sigkill);
    await until("it is back", () => web.isBack());
    assert.deepEqual(supervisorsOf(world.root), []);
    const [port] = publishedPorts(context, web.id);
    await until("it answers", async () => (await greeting(port!.hostPort)) === "hello\n");
  });
});

describe("containerd, started again,", () => {
  test("after it was killed, and the container died meanwhile: the supervisor brings that back", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    using context = await worldContext(world);
    await using job = await detached(context, forever, { restart: "always" });
    await engine.kill9();
    process.kill(job.pid, sigkill);
    await engine.restart();
    await until("it is back", () => job.isBack());
    await oneSupervisorOf(world.root);
  });

  test("after it was stopped with all containers: restore starts what policies want, and nothing twice", async () => {
    await using world = await privateWorld();
    using context = await worldContext(world);
    await using always = await detached(context, untilStopped, { restart: "always", name: "always" });
    await using byHand = await detached(context, forever, { restart: "always", name: "by-hand" });
    await using unless = await detached(context, forever, { restart: "unless-stopped", name: "unless" });
    await using plain = await detached(context, untilStopped, { restart: "no", name: "plain", network: "bridge" });
    await stopContainer(context, await byHand.record(), { timeout: 0 });
    await stopContainer(context, await unless.record(), { timeout: 0 });
    await world.nerdsh(["engine", "stop", "--force"]);

    const restored = await world.nerdsh(["restore"]);
    assert.deepEqual(restored.stdout.trim().split("\n").sort(), ["always", "by-hand"], restored.stderr);
    const statuses = [always, byHand, unless, plain].map(async ({ inspect }) => (await inspect()).State.Status);
    assert.deepEqual(await Promise.all(statuses), ["running", "running", "exited", "exited"]);
    await oneSupervisorOf(world.root);
    assert.deepEqual(await restoreContainers(context), { started: [], failures: [] });
  });
});

describe("a container that has exited", () => {
  test("tells that it was killed for its memory", async () => {
    const command = ["busybox", "sh", "-c", "tail /dev/zero"];
    const { exitCode } = await world.nerdsh(["run", "--name", "hungry", "-m", "16m", "--network", "none", ...command]);
    assert.equal(exitCode, 137);
    const { State } = (await inspectContainer(context, "hungry")) as { State: State & { OOMKilled: boolean } };
    assert.deepEqual([State.ExitCode, State.OOMKilled], [137, true]);
    await removeContainer(context, await findContainer(context, "hungry"), { force: true, volumes: true });
  });

  test("is known by its status and times after a restart of containerd, which forgets them", async () => {
    await using engine = await startEngine();
    await using world = await privateWorld({ address: engine.address });
    using context = await worldContext(world);
    const run = await world.nerdsh(["run", "--name", "job", "--network", "none", "busybox", "sh", "-c", "exit 3"]);
    assert.equal(run.exitCode, 3, run.stderr);
    const before = (await inspectContainer(context, "job")) as { State: State };
    await engine.restart();
    await until("containerd has forgotten it", async () => (await context.engine.tasks.list()).size === 0);
    assert.deepEqual(((await inspectContainer(context, "job")) as { State: State }).State, before.State);
    const { stdout } = await world.nerdsh(["ps", "-a", "--format", "{{.Status}}"]);
    assert.match(stdout, /^Exited \(3\) .* ago\n$/);
    await removeContainer(context, await findContainer(context, "job"), { force: true, volumes: true });
  });
});
