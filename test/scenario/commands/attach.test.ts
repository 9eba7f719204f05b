import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import type { World } from "../../support/private-world.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

async function detached(world: World, name: string, ...words: string[]): Promise<void> {
  const { exitCode, stderr } = await world.nerdsh(["run", "-d", "--network", "none", "--name", name, ...words]);
  assert.equal(exitCode, 0, stderr);
}

/** Answers each line on stdout, and ends with 7 when told so. */
const echoing = ["busybox", "sh", "-c", 'while read line; do printf "$line? "; [ "$line" != end ] || exit 7; done'];

describe("attach", () => {
  test("hands several callers what a container writes, prompts at once, and lets each write to it", async () => {
    await using world = await testWorld();
    await using container = containerName(world);
    await detached(world, container.name, "-i", ...echoing);
    await using one = new RunningNerdsh(world, ["attach", container.name]);
    one.child.stdin.write("first\n");
    await one.until("first? ");
    await using other = new RunningNerdsh(world, ["attach", container.name]);
    other.child.stdin.end("second\n"); // Whose end is not the container's: others write to it, too.
    await Promise.all([one.until("second? "), other.until("second? ")]);
    one.child.stdin.write("third\nend\n");
    const seen = "second? third? end? ";
    assert.deepEqual(await one.end(), { exitCode: 7, stdout: `first? ${seen}`, stderr: "" });
    assert.deepEqual(await other.end(), { exitCode: 7, stdout: seen, stderr: "" });
  });

  test("keeps the streams apart, and leaves the container alone when it is killed", async () => {
    await using world = await testWorld();
    await using container = containerName(world);
    const script = "while read line; do echo $line; echo $line >&2; done";
    await detached(world, container.name, "-i", "busybox", "sh", "-c", script);
    await using killed = new RunningNerdsh(world, ["attach", container.name]);
    killed.child.stdin.write("one\n");
    await killed.until("one");
    killed.kill("SIGKILL");
    await killed.end();
    await using next = new RunningNerdsh(world, ["attach", container.name]);
    next.child.stdin.write("two\n");
    await next.until("two");
    next.kill("SIGTERM"); // Which goes to the shell, that does not hear it as process 1, nor the one after.
    next.kill("SIGTERM");
    await world.nerdsh(["kill", container.name]);
    assert.deepEqual(await next.end(), { exitCode: 137, stdout: "two\n", stderr: "two\n" });
  });

  test("gives a terminal its prompt, its size and its keys, and detaches", async () => {
    await using world = await testWorld();
    await using container = containerName(world);
    await detached(world, container.name, "-it", "busybox", "sh");
    const attach = () => world.terminal(["attach", container.name], { columns: 91, rows: 23 });
    {
      await using terminal = await attach();
      await terminal.press("Enter");
      await terminal.until(/^\/ #$/m);
      await terminal.enter("stty size");
      await terminal.until(/^23 91$/m);
      await terminal.press("C-p", "C-q");
      assert.equal(await terminal.exitCode(), 0);
    }
    await using terminal = await attach();
    await terminal.enter("exit 5");
    assert.equal(await terminal.exitCode(), 5);
  });

  for (const driver of ["none", "syslog"]) {
    test(`shows several callers what a container writes whose log driver is ${driver}, and keeps none of it`, async () => {
      await using world = await testWorld();
      await using container = containerName(world);
      const options = driver === "syslog" ? ["--log-opt", "syslog-address=udp://127.0.0.1:9"] : [];
      await detached(world, container.name, "-i", "--log-driver", driver, ...options, ...echoing);
      await using one = new RunningNerdsh(world, ["attach", container.name]);
      one.child.stdin.write("first\n");
      await one.until("first? ");
      await using other = new RunningNerdsh(world, ["attach", container.name]);
      other.child.stdin.write("second\n");
      await Promise.all([one.until("second? "), other.until("second? ")]);
      other.kill("SIGKILL");
      await other.end();
      one.child.stdin.write("third\nend\n");
      assert.deepEqual(await one.end(), { exitCode: 7, stdout: "first? second? third? end? ", stderr: "" });
    });
  }

  test("says why it cannot: a container that has ended, or whose output nobody keeps", async () => {
    await using world = await testWorld();
    await using ended = containerName(world, "ended");
    await world.nerdsh(["run", "--name", ended.name, "--network", "none", "busybox", "true"]);
    assert.deepEqual(await world.nerdsh(["attach", ended.name]), {
      exitCode: 1,
      stdout: "",
      stderr:
        `nerdsh: cannot attach to a stopped container, start it first: ${ended.name}\n` +
        `  nerdsh start --attach ${ended.name}\n`,
    });
    await using alone = containerName(world, "alone");
    const words = [
      "run",
      "--rm",
      "--name",
      alone.name,
      "--network",
      "none",
      "busybox",
      "sh",
      "-c",
      "echo up; sleep 1000",
    ];
    await using running = new RunningNerdsh(world, words);
    await running.until("up");
    const { exitCode, stderr } = await world.nerdsh(["attach", alone.name]);
    assert.match(stderr, /only who has started it sees what it writes/);
    assert.equal(exitCode, 125);
  });
});
