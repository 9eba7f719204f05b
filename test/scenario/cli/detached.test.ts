import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { diff } from "../../support/leftovers.ts";
import type { World } from "../../support/private-world.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

const forever = ["sleep", "1000000"];

/** Starts a container in the background, and gives its id. */
async function runDetached(world: World, name: string, command: readonly string[], flags: readonly string[] = []) {
  const words = ["run", "--detach", "--name", name, "--network", "none", ...flags, "busybox", ...command];
  const { exitCode, stdout, stderr } = await world.nerdsh(words);
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}

async function status(world: World, name: string): Promise<string> {
  return (await world.nerdsh(["inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name])).stdout.trim();
}

describe("run --detach", () => {
  test("prints the id, and returns while the container goes on", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const id = await runDetached(world, job.name, forever);
    assert.match(id, /^[0-9a-f]{64}$/);
    assert.equal((await world.nerdsh(["ps", "--quiet", "--no-trunc"])).stdout, `${id}\n`);
  });

  test("fails as in the foreground, with nothing left", async () => {
    await using world = await testWorld();
    const earlier = await world.census();
    const { exitCode, stdout } = await world.nerdsh(["run", "-d", "busybox", "no-such-command"]);
    assert.deepEqual([exitCode, stdout], [127, ""]);
    assert.deepEqual(diff(earlier, await world.census()), {});
  });

  test("keeps stdin open with --interactive, and has a terminal with --tty", async () => {
    await using world = await testWorld();
    await using open = containerName(world);
    await using closed = containerName(world);
    await using terminal = containerName(world);
    const script = "echo begun; cat; echo at the end";
    await runDetached(world, open.name, ["sh", "-c", script], ["--interactive"]);
    await runDetached(world, closed.name, ["sh", "-c", script]);
    await runDetached(world, terminal.name, ["sh", "-c", "tty; exec sleep 1000000"], ["--tty"]);
    await world.nerdsh(["wait", closed.name]);
    assert.equal((await world.nerdsh(["logs", closed.name])).stdout, "begun\nat the end\n");
    assert.equal(await status(world, open.name), "running 0");
    await until("its line", async () => (await world.nerdsh(["logs", open.name])).stdout === "begun\n");
    const tty = async () => (await world.nerdsh(["logs", terminal.name])).stdout;
    await until("the terminal's name", async () => (await tty()) === "/dev/pts/0\r\n");
  });

  test("removes the container at its end with --rm", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const earlier = await world.census();
    await runDetached(world, job.name, ["sleep", "0.5"], ["--rm", "-v", "/data"]);
    await world.untilAsAt(earlier);
  });
});

describe("logs", () => {
  const script = "echo one; echo two >&2; sleep 1.2; echo three; sleep 0.2; echo four";

  test("--follow goes on until the exit, each stream on its own", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    await runDetached(world, job.name, ["sh", "-c", script]);
    const followed = await world.nerdsh(["logs", "--follow", job.name]);
    assert.deepEqual(followed, { exitCode: 0, stdout: "one\nthree\nfour\n", stderr: "two\n" });
  });

  test("--tail, --since, --until and --timestamps choose and mark lines", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    await runDetached(world, job.name, ["sh", "-c", script]);
    await world.nerdsh(["wait", job.name]);
    const logs = async (...flags: string[]) => (await world.nerdsh(["logs", ...flags, job.name])).stdout;
    assert.equal(await logs("--tail", "2"), "three\nfour\n");
    assert.equal(await logs("-n", "0"), "");
    assert.equal(await logs("--since", "1h"), "one\nthree\nfour\n");
    assert.equal(await logs("--until", "1h"), "");
    const marked = await logs("--timestamps");
    assert.match(marked, /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z (one|three|four)\n){3}$/);
    const [time] = /\S+(?= three)/.exec(marked)!;
    assert.equal(await logs("--since", time), "three\nfour\n");
    assert.equal(await logs("--until", time), "one\nthree\n");
  });

  test("names the closest container where there is none of that name", async () => {
    await using world = await testWorld();
    await using job = containerName(world, "journal");
    await world.nerdsh(["create", "--name", job.name, "busybox"]);
    const { exitCode, stderr } = await world.nerdsh(["logs", job.name.replace("journal", "jornal")]);
    assert.equal(exitCode, 1);
    assert.match(stderr, new RegExp(`^nerdsh: no such container: jornal-\\w+\n {2}did you mean ${job.name}\\?\n`));
  });
});

describe("start", () => {
  test("runs what was created, or has exited, again: the same id, name and log", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const words = ["create", "--name", job.name, "busybox", "sh", "-c", "echo run $(hostname); exit 3"];
    const id = (await world.nerdsh(words)).stdout.trim();
    assert.equal(await status(world, job.name), "created 0");
    for (const times of [1, 2]) {
      assert.deepEqual(await world.nerdsh(["start", job.name]), { exitCode: 0, stdout: `${job.name}\n`, stderr: "" });
      assert.equal((await world.nerdsh(["wait", job.name])).stdout, "3\n");
      assert.equal((await world.nerdsh(["logs", job.name])).stdout, `run ${id.slice(0, 12)}\n`.repeat(times));
    }
    assert.equal((await world.nerdsh(["ps", "-aq", "--no-trunc"])).stdout, `${id}\n`);
  });

  test("--attach shows the output, and ends with the container's status", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    await world.nerdsh(["create", "--name", job.name, "busybox", "sh", "-c", "echo out; echo err >&2; exit 3"]);
    const shown = await world.nerdsh(["start", "--attach", job.name]);
    assert.deepEqual(shown, { exitCode: 3, stdout: "out\n", stderr: "err\n" });
    assert.deepEqual(await world.nerdsh(["logs", job.name]), { ...shown, exitCode: 0 });
  });

  test("starts all that it can of several", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    await world.nerdsh(["create", "--name", job.name, "--network", "none", "busybox", ...forever]);
    const { exitCode, stdout, stderr } = await world.nerdsh(["start", "no-such-container", job.name]);
    assert.deepEqual([exitCode, stdout], [1, `${job.name}\n`]);
    assert.match(stderr, /^nerdsh: no such container: no-such-container\n/);
    assert.equal(await status(world, job.name), "running 0");
  });
});

describe("stop and kill", () => {
  test("stop asks with SIGTERM, with --signal another one, and with --time 0 not for long", async () => {
    await using world = await testWorld();
    await using polite = containerName(world);
    await using deaf = containerName(world);
    const script =
      "trap 'echo TERM; exit 5' TERM; trap 'echo QUIT; exit 6' QUIT; echo begun; while :; do sleep 0.05; done";
    const begun = async (name: string) => {
      await until("its traps", async () => /begun/.test((await world.nerdsh(["logs", "-n", "1", name])).stdout));
    };
    await runDetached(world, polite.name, ["sh", "-c", script]);
    await runDetached(world, deaf.name, forever, ["--stop-timeout", "600"]);
    await begun(polite.name);
    assert.equal((await world.nerdsh(["stop", polite.name])).stdout, `${polite.name}\n`);
    assert.equal(await status(world, polite.name), "exited 5");
    await world.nerdsh(["start", polite.name]);
    await begun(polite.name);
    await world.nerdsh(["stop", "--signal", "QUIT", polite.name]);
    assert.equal(await status(world, polite.name), "exited 6");
    assert.equal((await world.nerdsh(["logs", polite.name])).stdout, "begun\nTERM\nbegun\nQUIT\n");

    const startedAtMs = performance.now();
    await world.nerdsh(["stop", "--time", "0", deaf.name]);
    assert.ok(performance.now() - startedAtMs < 300_000, "it waited");
    assert.equal(await status(world, deaf.name), "exited 137");
    assert.equal((await world.nerdsh(["stop", deaf.name])).exitCode, 0); // One that has stopped is as it is wanted.
  });

  test("kill sends SIGKILL or what --signal says, and only to what runs", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    await runDetached(world, job.name, ["sh", "-c", "trap 'exit 7' USR1; while :; do sleep 0.05; done"]);
    await until("its end", async () => {
      await world.nerdsh(["kill", "-s", "SIGUSR1", job.name]); // Again, where it had no trap yet.
      return (await status(world, job.name)) === "exited 7";
    });
    const late = await world.nerdsh(["kill", job.name]);
    assert.equal(late.exitCode, 1);
    assert.match(late.stderr, new RegExp(`^nerdsh: container is not running: ${job.name}\n`));
    const odd = await world.nerdsh(["kill", "-s", "SIGTREM", job.name]);
    assert.match(odd.stderr, /^nerdsh: invalid signal: SIGTREM\n {2}did you mean SIGTERM\?\n/);
  });
});

test("kill returns when SIGKILL has ended it, paused or not", async () => {
  await using world = await testWorld();
  await using job = containerName(world);
  await runDetached(world, job.name, ["sleep", "1000"]);
  assert.equal((await world.nerdsh(["pause", job.name])).exitCode, 0);
  assert.deepEqual(await world.nerdsh(["kill", job.name]), { exitCode: 0, stdout: `${job.name}\n`, stderr: "" });
  assert.equal(await status(world, job.name), "exited 137");
});

test("wait prints the status of each, in order, when it has ended", async () => {
  await using world = await testWorld();
  await using first = containerName(world);
  await using second = containerName(world);
  await runDetached(world, first.name, ["sh", "-c", "sleep 1; exit 4"]);
  await runDetached(world, second.name, ["sh", "-c", "exit 5"]);
  const waited = await world.nerdsh(["wait", first.name, second.name]);
  assert.deepEqual(waited, { exitCode: 0, stdout: "4\n5\n", stderr: "" });
});

describe("rm", () => {
  test("refuses what runs, unless --force says so", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const earlier = await world.census();
    await runDetached(world, job.name, forever);
    const refused = await world.nerdsh(["rm", job.name]);
    assert.equal(refused.exitCode, 1);
    assert.match(
      refused.stderr,
      new RegExp(`^nerdsh: container ${job.name} is in running status: .*\n.*rm --force ${job.name}\n`),
    );
    assert.equal((await world.nerdsh(["rm", "--force", job.name])).stdout, `${job.name}\n`);
    assert.deepEqual(diff(earlier, await world.census()), {});
  });

  test("removes all that it can of several, and says what it could not", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    await world.nerdsh(["create", "--name", job.name, "busybox"]);
    const { exitCode, stdout, stderr } = await world.nerdsh(["rm", "no-such-one", job.name, "nor-this-one"]);
    assert.deepEqual([exitCode, stdout], [1, `${job.name}\n`]);
    assert.match(stderr, /no such container: no-such-one\n(.*\n)*?no such container: nor-this-one\n/);
    assert.equal((await world.nerdsh(["rm", "--force", "no-such-one"])).exitCode, 0);
  });

  test("--force takes no offence at what is not there, and does not claim to have removed it", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await world.nerdsh(["create", "--name", box.name, "--network", "none", "busybox", "true"]);
    assert.deepEqual(await world.nerdsh(["rm", "--force", "nonesuch", box.name]), {
      exitCode: 0,
      stdout: `${box.name}\n`,
      stderr: "warning: no such container: nonesuch\n",
    });
  });

  test("keeps named volumes, and with --volumes removes the others", async () => {
    await using world = await testWorld();
    const volumes = async () => (await world.census())["volumes"];
    const earlier = await volumes();
    for (const [flags, left] of [
      [["--volumes"], 0],
      [[], 1],
    ] as const) {
      await using job = containerName(world);
      await world.nerdsh(["create", "--name", job.name, "-v", "/data", "busybox"]);
      await world.nerdsh(["rm", ...flags, job.name]);
      assert.equal((await volumes())!.length - earlier!.length, left);
    }
  });
});

test("following a log does not miss what is written while it begins", async () => {
  await using world = await testWorld();
  await using job = containerName(world);
  await runDetached(world, job.name, ["sh", "-c", "seq 50000; sleep 1; seq 50000"]);
  await using logs = new RunningNerdsh(world, ["logs", "-f", job.name]);
  const numbers = `${Array.from({ length: 50_000 }, (_, index) => index + 1).join("\n")}\n`;
  const { stdout } = await logs.end();
  assert.equal(stdout, numbers + numbers);
});
