import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

/** Three containers, oldest first: one that runs, one that has exited with 3, one that never ran. */
async function someContainers() {
  const world = await testWorld();
  const [runs, exited, created] = [
    containerName(world, "runs"),
    containerName(world, "exited"),
    containerName(world, "created"),
  ];
  const flags = ["--network", "none", "--label", "tier=front"];
  const ids = [
    (await world.nerdsh(["run", "-d", "--name", runs.name, ...flags, "busybox", "sleep", "1000000"])).stdout.trim(),
    (await world.nerdsh(["create", "--name", exited.name, "busybox", "sh", "-c", "exit 3"])).stdout.trim(),
    (
      await world.nerdsh(["create", "--name", created.name, "busybox", "echo", "a long command, which tables cut"])
    ).stdout.trim(),
  ];
  await world.nerdsh(["start", "--attach", exited.name]);
  return {
    ids,
    names: [runs.name, exited.name, created.name],
    ps: async (...words: string[]) => (await world.nerdsh(["ps", ...words])).stdout,
    async [Symbol.asyncDispose]() {
      for (const container of [runs, exited, created]) await container[Symbol.asyncDispose]();
    },
  };
}

describe("ps", () => {
  test("lists what runs, with --all the rest, newest first, in Docker's columns", async () => {
    await using some = await someContainers();
    const [runs, exited, created] = some.names;
    const [runsId, exitedId, createdId] = some.ids.map((id) => id.slice(0, 12));
    const rows = (text: string) =>
      text
        .trimEnd()
        .split("\n")
        .map((line) =>
          line.replace(/\d+ seconds|Less than a second|1 second|About a minute|\d+ minutes/g, "TIME").split(/ {3,}/),
        );
    const heading = ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"];
    const running = [runsId, "busybox", '"sleep 1000000"', "TIME ago", "Up TIME", runs];
    assert.deepEqual(rows(await some.ps()), [heading, running]);
    assert.deepEqual(rows(await some.ps("-a")), [
      heading,
      [createdId, "busybox", `"echo 'a long comman…"`, "TIME ago", "Created", created],
      [exitedId, "busybox", `"sh -c 'exit 3'"`, "TIME ago", "Exited (3) TIME ago", exited],
      running,
    ]);
  });

  test("lists ids with --quiet, in full with --no-trunc, and a number of the newest with --last and --latest", async () => {
    await using some = await someContainers();
    const [runs, exited, created] = some.ids;
    assert.equal(await some.ps("-q"), `${runs!.slice(0, 12)}\n`);
    assert.equal(await some.ps("-aq", "--no-trunc"), `${created}\n${exited}\n${runs}\n`);
    assert.equal(await some.ps("-n", "2", "-q", "--no-trunc"), `${created}\n${exited}\n`);
    assert.equal(await some.ps("--latest", "-q", "--no-trunc"), `${created}\n`);
    assert.match(await some.ps("-l", "--no-trunc"), /"echo 'a long command, which tables cut'"/);
  });

  test("prints a line of a template or of JSON for each", async () => {
    await using some = await someContainers();
    const [runs, exited, created] = some.names;
    const states = await some.ps("-a", "--format", "{{.Names}}: {{.State}}");
    assert.equal(states, `${created}: created\n${exited}: exited\n${runs}: running\n`);
    const tiers = await some.ps("--format", 'table {{.Names}}\t{{.Label "tier"}}');
    assert.deepEqual(
      tiers.split("\n").map((line) => line.trimEnd().split(/ {3,}/)),
      [["NAMES", "tier"], [runs, "front"], [""]],
    );
    for (const format of ["json", "{{json .}}"]) {
      const { ID, Names, Image, State } = JSON.parse(await some.ps("--format", format));
      assert.deepEqual(
        { ID, Names, Image, State },
        { ID: some.ids[0]!.slice(0, 12), Names: runs, Image: "busybox", State: "running" },
      );
    }
  });

  test("takes no names", async () => {
    await using world = await testWorld();
    const { exitCode, stderr } = await world.nerdsh(["ps", "web"]);
    assert.deepEqual([exitCode, stderr], [1, "nerdsh: ps accepts no arguments\n  see nerdsh ps --help\n"]);
  });
});
