import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { runningContainer } from "../../support/running-container.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

describe("stats, top, pause and unpause", () => {
  test("show what containers use and run, and stop and go on", async () => {
    await using box = await runningContainer("-m", "64m");
    const one = await box.nerdsh("stats", "--no-stream", box.name);
    const [heading, row, ...more] = one.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd().split(/ {2,}/));
    assert.deepEqual(heading, [
      "CONTAINER ID",
      "NAME",
      "CPU %",
      "MEM USAGE / LIMIT",
      "MEM %",
      "NET I/O",
      "BLOCK I/O",
      "PIDS",
    ]);
    assert.deepEqual([row?.[1], row?.at(-1), more], [box.name, "1", []]);
    assert.match(row?.[3] ?? "", /(B|KiB|MiB) \/ 64MiB$/);
    const { stdout } = await box.nerdsh("stats", "--no-stream", "--no-trunc", "--format", "{{json .}}");
    const all = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.ok(all.some(({ ID, Name }) => Name === box.name && ID.length === 64));

    const { State } = await box.inspected();
    const top = await box.nerdsh("top", box.name, "-eo", "pid,comm");
    assert.deepEqual(
      top.stdout.split("\n").map((line) => line.split(/ +/)),
      [["PID", "COMMAND"], [String(State.Pid), "sleep"], [""]],
    );
    assert.match((await box.nerdsh("top", box.name)).stdout, /^UID {17}PID .*\n.*sleep 1000000\n$/);
    await box.nerdsh("exec", "--detach", "--user", "1000", box.name, "sleep", "2000000");
    assert.match((await box.nerdsh("top", box.name, "-o", "pid,cmd")).stdout, /sleep 1000000\n.*sleep 2000000\n$/);
    assert.match((await box.nerdsh("top", box.name, "-eo", "comm")).stderr, /couldn't find PID field in ps output/);

    assert.equal((await box.nerdsh("pause", box.name)).stdout, `${box.name}\n`);
    assert.equal((await box.inspected()).State.Status, "paused");
    assert.match((await box.nerdsh("pause", box.name)).stderr, /container is already paused/);
    assert.equal((await box.nerdsh("unpause", box.name)).stdout, `${box.name}\n`);
    assert.equal((await box.inspected()).State.Status, "running");

    await box.nerdsh("stop", "-t", "0", box.name);
    assert.match((await box.nerdsh("stats", "--no-stream", box.name)).stdout, / 0\.00% +0B \/ 0B .* 0\n$/);
    const named = await box.nerdsh("stats", "--no-stream", "--format", "{{.Container}} {{.PIDs}}", box.name);
    assert.equal(named.stdout, `${box.name} 0\n`);
    assert.match((await box.nerdsh("top", box.name)).stderr, /container is not running/);
  });

  test("stats draws its table over the one before, adds what is started, and ends by Ctrl-C", async () => {
    await using world = await testWorld();
    await using box = await runningContainer();
    await using terminal = await world.terminal(["stats"], { columns: 120, rows: 20 });
    await terminal.until(new RegExp(`CONTAINER ID .*PIDS\\n.* ${box.name} .* 1$`));
    await using later = await runningContainer();
    const screen = await terminal.until(new RegExp(` ${later.name} .*\\n.* ${box.name} `));
    assert.equal(screen.split("CONTAINER ID").length, 2, screen);
    await terminal.press("C-c");
    assert.equal(await terminal.exitCode(), 130);
  });

  test("stats of a name ends with the container, whose frames follow each other where no terminal is", async () => {
    await using world = await testWorld();
    await using box = await runningContainer();
    await using stats = new RunningNerdsh(world, ["stats", "--format", "{{.Name}} {{.PIDs}}", box.name]);
    await stats.until(`${box.name} 1\n${box.name} 1\n`);
    await box.nerdsh("rm", "--force", box.name);
    assert.equal((await stats.end()).exitCode, 0);
    assert.match((await box.nerdsh("stats", "no-such")).stderr, /no such container: no-such/);
  });
});
