import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import type { World } from "../../support/private-world.ts";
import type { ProgramOptions } from "../../support/program.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

/** A container that runs until the block ends, and `exec` in it. */
async function runningBox(world: World, flags: readonly string[] = []) {
  const box = containerName(world);
  const words = ["run", "-d", "--name", box.name, "--network", "none", ...flags, "busybox", "sleep", "1000000"];
  const { exitCode, stderr } = await world.nerdsh(words);
  assert.equal(exitCode, 0, stderr);
  return {
    ...box,
    exec: (flags: readonly string[], command: readonly string[], options: ProgramOptions = {}) =>
      world.nerdsh(["exec", ...flags, box.name, ...command], options),
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  };
}

describe("exec", () => {
  test("has both streams apart, and the command's status", async () => {
    await using world = await testWorld();
    await using box = await runningBox(world);
    const result = await box.exec([], ["sh", "-c", "echo out; echo err >&2; exit 9"]);
    assert.deepEqual(result, { exitCode: 9, stdout: "out\n", stderr: "err\n" });
  });

  test("ends with 126 and 127 where the command cannot run, and with 128 + signal where one ends it", async () => {
    await using world = await testWorld();
    await using box = await runningBox(world);
    const refused = await box.exec([], ["/etc/passwd"]);
    assert.equal(refused.exitCode, 126);
    assert.match(refused.stderr, /^nerdsh: command cannot be executed: \/etc\/passwd\n/);
    const missing = await box.exec([], ["no-such-command"]);
    assert.equal(missing.exitCode, 127);
    assert.match(missing.stderr, /^nerdsh: command not found in the container: no-such-command\n/);
    assert.equal((await box.exec([], ["sh", "-c", "kill -9 $$"])).exitCode, 137);
  });

  test("has the container's variables, directory and user, and those of --env, --workdir and --user", async () => {
    await using world = await testWorld();
    await using box = await runningBox(world, ["-e", "OWN=container", "-w", "/tmp", "-u", "www-data"]);
    const script = "echo $OWN $NEW $COPIED; pwd; id -un";
    assert.equal((await box.exec([], ["sh", "-c", script])).stdout, "container\n/tmp\nwww-data\n");
    const flags = ["-e", "NEW=exec", "-e", "COPIED", "-w", "/", "-u", "root"];
    const { stdout } = await box.exec(flags, ["sh", "-c", script], { env: { COPIED: "caller" } });
    assert.equal(stdout, "container exec caller\n/\nroot\n");
    const unknown = await box.exec(["-u", "nobdy"], ["true"]);
    assert.match(unknown.stderr, /^nerdsh: no such user in the image: nobdy\n/);
    assert.equal(unknown.exitCode, 126);
    const directories = [
      ["tmp", "the working directory 'tmp' must be an absolute path"],
      ["/none", 'chdir to cwd ("/none")'],
    ] as const;
    for (const [directory, reason] of directories) {
      const nowhere = await box.exec(["-w", directory], ["true"]);
      assert.deepEqual([nowhere.exitCode, nowhere.stderr.includes(reason)], [126, true], nowhere.stderr);
    }
  });

  test("reads stdin with --interactive only", async () => {
    await using world = await testWorld();
    await using box = await runningBox(world);
    assert.equal((await box.exec(["-i"], ["cat"], { input: "typed" })).stdout, "typed");
    assert.equal((await box.exec([], ["cat"], { input: "typed" })).stdout, "");
  });

  test("--detach returns at once, while the command goes on", async () => {
    await using world = await testWorld();
    await using box = await runningBox(world);
    const begun = await box.exec(
      ["-d"],
      ["sh", "-c", "while [ ! -e /go ]; do sleep 0.05; done; echo written >/tmp/file"],
    );
    assert.deepEqual(begun, { exitCode: 0, stdout: "", stderr: "" });
    assert.equal((await box.exec([], ["ls", "/tmp"])).stdout, "");
    await box.exec([], ["touch", "/go"]);
    await until("what it writes", async () => (await box.exec([], ["cat", "/tmp/file"])).stdout === "written\n");
  });

  test("runs nothing where the keys to detach with are none", async () => {
    await using world = await testWorld();
    await using box = await runningBox(world);
    const { exitCode, stderr } = await box.exec(["--detach-keys", "ctrl-"], ["touch", "/tmp/ran"]);
    assert.deepEqual([exitCode, stderr.split("\n")[0]], [1, "nerdsh: invalid detach keys: ctrl-"]);
    assert.equal((await box.exec([], ["ls", "/tmp"])).stdout, "");
    for (const words of [["attach"], ["start", "-a"]]) {
      const refused = await world.nerdsh([...words, "--detach-keys", "ctrl-", box.name]);
      assert.deepEqual([refused.exitCode, refused.stderr], [exitCode, stderr]);
    }
  });

  test("leaves options after the command to the command", async () => {
    await using world = await testWorld();
    await using box = await runningBox(world);
    assert.equal((await box.exec([], ["echo", "-d", "--user", "x"])).stdout, "-d --user x\n");
  });

  test("says of a container that does not run what to do, and of one that is not there which is near", async () => {
    await using world = await testWorld();
    await using box = await runningBox(world);
    await world.nerdsh(["stop", "-t", "0", box.name]);
    const stopped = await box.exec([], ["true"]);
    assert.equal(stopped.exitCode, 1);
    assert.equal(stopped.stderr, `nerdsh: container is not running: ${box.name}\n  nerdsh start ${box.name}\n`);
    const missing = await world.nerdsh(["exec", `${box.name}x`, "true"]);
    assert.equal(missing.exitCode, 1);
    assert.match(
      missing.stderr,
      new RegExp(`^nerdsh: no such container: ${box.name}x\n {2}did you mean ${box.name}\\?\n`),
    );
  });

  test("wants a container and a command", async () => {
    await using world = await testWorld();
    const { exitCode, stderr } = await world.nerdsh(["exec", "box"]);
    assert.deepEqual([exitCode, stderr], [1, "nerdsh: exec requires at least 2 arguments\n  see nerdsh exec --help\n"]);
  });
});
