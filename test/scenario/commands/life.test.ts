import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import type { World } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

async function ps(world: World, ...words: string[]): Promise<string[]> {
  return (await world.nerdsh(["ps", "--format", "{{.Names}}", ...words])).stdout.split("\n").filter(Boolean).sort();
}

describe("restart and rename", () => {
  test("give a running container another process, and another name", async () => {
    await using world = await testWorld();
    await using container = containerName(world);
    await using renamed = containerName(world, "renamed");
    const { name } = container;
    await world.nerdsh(["run", "-d", "--network", "none", "--name", name, "busybox", "sleep", "1000"]);
    const pid = async () => (await world.nerdsh(["inspect", "-f", "{{.State.Pid}}", name])).stdout;
    const before = await pid();
    assert.deepEqual(await world.nerdsh(["restart", "-t", "0", name]), {
      exitCode: 0,
      stdout: `${name}\n`,
      stderr: "",
    });
    assert.notEqual(await pid(), before);
    const none = await world.nerdsh(["restart", "no-such-thing"]);
    assert.deepEqual([none.exitCode, none.stdout], [1, ""]);
    assert.deepEqual(await world.nerdsh(["rename", name, renamed.name]), { exitCode: 0, stdout: "", stderr: "" });
    assert.deepEqual(await ps(world), [renamed.name]);
    const taken = await world.nerdsh(["create", "--name", renamed.name, "busybox"]);
    assert.match(taken.stderr, /is already used by ID/);
  });
});

describe("ps", () => {
  test("filters by what containers are, have and come from, and shows what they take", async () => {
    await using world = await testWorld();
    await using runs = containerName(world, "runs");
    await using ended = containerName(world, "ended");
    await using made = containerName(world, "made");
    await world.nerdsh([
      "run",
      "-d",
      "--network",
      "none",
      "--name",
      runs.name,
      "-v",
      "data:/data",
      "busybox",
      "sh",
      "-c",
      "echo text >/file; sleep 1000",
    ]);
    await world.nerdsh([
      "run",
      "--name",
      ended.name,
      "--network",
      "none",
      "-l",
      "app=web",
      "busybox",
      "sh",
      "-c",
      "exit 3",
    ]);
    await world.nerdsh(["create", "--name", made.name, "--network", "none", "alpine", "true"]);
    for (const [filters, names] of [
      [["status=running"], [runs.name]],
      [
        ["status=created", "status=exited"],
        [ended.name, made.name],
      ],
      [["exited=3"], [ended.name]],
      [["label=app", "label=app=web", "status=exited"], [ended.name]],
      [["volume=data"], [runs.name]],
      [["name=^runs-"], [runs.name]],
      [["network=none"], [runs.name]],
      [["ancestor=busybox"], [runs.name]],
      [[`since=${ended.name}`, "status=created"], [made.name]],
      [["health=none"], [runs.name]],
      [["publish=80"], []],
    ] as const) {
      assert.deepEqual(
        await ps(world, ...filters.flatMap((filter) => ["--filter", filter])),
        [...names].sort(),
        filters.join(),
      );
    }
    assert.deepEqual(await ps(world, "-a", "-f", `before=${made.name}`), [ended.name, runs.name]);
    assert.deepEqual(await ps(world, "-a", "-f", "ancestor=alpine"), [made.name]);
    const table = (await world.nerdsh(["ps", "-s"])).stdout.split("\n");
    assert.match(table[0]!, /NAMES +SIZE$/);
    assert.match(table[1]!, /\d[.\d]*k?B \(virtual \d[.\d]*MB\)$/);
    const fields = "{{.Mounts}} {{.LocalVolumes}} {{.Networks}}";
    assert.equal((await world.nerdsh(["ps", "--format", fields])).stdout, "data 1 none\n");
    const unknown = await world.nerdsh(["ps", "--filter", "since=nobody"]);
    assert.deepEqual([unknown.exitCode, unknown.stderr.split("\n")[0]], [1, "nerdsh: no such container: nobody"]);
  });
});

describe("container prune", () => {
  test("removes what does not run, once that was confirmed, and says what it gives back", async () => {
    await using world = await testWorld();
    await using runs = containerName(world, "runs");
    await using ended = containerName(world, "ended");
    await using kept = containerName(world, "kept");
    await world.nerdsh(["run", "-d", "--network", "none", "--name", runs.name, "busybox", "sleep", "1000"]);
    const write = ["busybox", "dd", "if=/dev/zero", "of=/file", "bs=1M", "count=2"];
    const { exitCode } = await world.nerdsh(["run", "--name", ended.name, "--network", "none", ...write]);
    assert.equal(exitCode, 0);
    await world.nerdsh(["create", "--name", kept.name, "--network", "none", "-l", "keep=yes", "busybox"]);
    const question = "WARNING! This will remove all stopped containers.\nAre you sure you want to continue? [y/N] ";
    const refused = await world.nerdsh(["container", "prune"], { input: "n\n" });
    assert.deepEqual(refused, { exitCode: 0, stdout: question, stderr: "" });
    const none = await world.nerdsh(["container", "prune", "-f", "--filter", "until=1h"]);
    assert.equal(none.stdout, "Total reclaimed space: 0B\n");
    const { stdout } = await world.nerdsh(["container", "prune", "--filter", "label!=keep"], { input: "y\n" });
    assert.match(stdout, /\[y\/N\] Deleted Containers:\n[0-9a-f]{64}\n\nTotal reclaimed space: 2\.\d+MB\n$/);
    assert.deepEqual(await ps(world, "-a"), [kept.name, runs.name]);
    const wrong = await world.nerdsh(["container", "prune", "-f", "--filter", "untl=1h"]);
    assert.match(wrong.stderr, /did you mean until\?/);
  });
});
