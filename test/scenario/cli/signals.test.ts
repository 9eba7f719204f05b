import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { FaultyRegistry } from "../../support/faulty-registry.ts";
import { diff } from "../../support/leftovers.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

before(readyCommandLine);

/** Says which signal it got, and ends with a status of its own. */
const listener = ["HUP", "INT", "QUIT", "USR1", "USR2", "TERM"].map(
  (name) => `trap 'echo got ${name}; exit 9' ${name};`,
);
const script = `${listener.join(" ")} echo listening; while :; do sleep 0.05; done`;

describe("run without a terminal", () => {
  for (const name of ["SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGTERM"] as const) {
    test(`passes ${name} on, and ends with the container's status`, async () => {
      await using world = await testWorld();
      const words = ["run", "--rm", "--network", "none", "busybox", "sh", "-c", script];
      await using run = new RunningNerdsh(world, words);
      await run.until("listening");
      run.kill(name);
      assert.deepEqual(await run.end(), { exitCode: 9, stdout: `listening\ngot ${name.slice(3)}\n`, stderr: "" });
    });
  }

  test("kills a container that goes on all the same, at the third Ctrl-C", async () => {
    await using world = await testWorld();
    const stubborn = "n=0; trap 'n=$((n+1)); echo heard $n' INT; echo deaf; while :; do sleep 0.05; done";
    await using run = new RunningNerdsh(world, ["run", "--rm", "--network", "none", "busybox", "sh", "-c", stubborn]);
    for (const said of ["deaf", "heard 1", "heard 2"]) {
      await run.until(said); // Signals that are still pending would become one.
      run.kill("SIGINT");
    }
    assert.equal((await run.end()).exitCode, 137);
  });

  test("ends alone with --sig-proxy=false: the container goes on, with its log", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const words = ["--sig-proxy=false", "--name", job.name, "--network", "none", "busybox", "sh", "-c", script];
    await using run = new RunningNerdsh(world, ["run", ...words]);
    await run.until("listening");
    run.kill("SIGTERM");
    assert.equal((await run.end()).exitCode, 143);
    await world.nerdsh(["kill", "--signal", "USR1", job.name]);
    assert.equal((await world.nerdsh(["wait", job.name])).stdout, "9\n");
    assert.equal((await world.nerdsh(["logs", job.name])).stdout, "listening\ngot USR1\n");
  });
});

test("exec passes signals on, and ends with the command's status", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  await world.nerdsh(["run", "-d", "--name", box.name, "--network", "none", "busybox", "sleep", "1000000"]);
  await using exec = new RunningNerdsh(world, ["exec", box.name, "sh", "-c", script]);
  await exec.until("listening");
  exec.kill("SIGTERM");
  assert.deepEqual(await exec.end(), { exitCode: 9, stdout: "listening\ngot TERM\n", stderr: "" });
});

test("start --attach passes signals on, too", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  await world.nerdsh(["create", "--name", box.name, "--network", "none", "busybox", "sh", "-c", script]);
  await using start = new RunningNerdsh(world, ["start", "--attach", box.name]);
  await start.until("listening");
  start.kill("SIGINT");
  assert.equal((await start.end()).exitCode, 9);
});

test("logs --follow ends at Ctrl-C, and the container does not notice", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  await world.nerdsh(["run", "-d", "--name", box.name, "--network", "none", "busybox", "sh", "-c", script]);
  await using logs = new RunningNerdsh(world, ["logs", "--follow", box.name]);
  await logs.until("listening");
  logs.kill("SIGINT");
  assert.equal((await logs.end()).exitCode, 130);
  assert.match((await world.nerdsh(["ps"])).stdout, new RegExp(box.name));
});

for (const [name, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${name} cancels a pull, and nothing of it is left but what the next one goes on from`, async () => {
    await using world = await testWorld();
    await using registry = await FaultyRegistry.start(world.registry.url, [
      { fault: { kind: "stall" }, on: /\/blobs\// },
    ]);
    const earlier = await world.census();
    await using run = new RunningNerdsh(world, ["run", "--rm", "alpine", "true"], {
      env: { NERDSH_HOSTS_DIR: registry.hostsDir },
    });
    await until("a layer to be asked for", () => registry.requests.some(({ path }) => path.includes("/blobs/")));
    run.kill(name);
    const { stderr, ...end } = await run.end();
    assert.deepEqual(end, { exitCode, stdout: "" });
    assert.match(stderr, new RegExp(`^nerdsh: received ${name}$`, "m"));
    const { leases = [], ...others } = diff(earlier, await world.census());
    assert.deepEqual(others, {});
    // The first one's lease may be there already, which keeps the same bytes.
    for (const lease of leases) assert.match(lease, /^\+default\/nerdsh-kept-/);
    using context = await worldContext(world);
    for (const { id, labels } of await context.engine.leases.list()) assert.ok(labels["containerd.io/gc.expire"], id);
    assert.doesNotMatch((await world.nerdsh(["images"])).stdout, /alpine/);
  });
}
