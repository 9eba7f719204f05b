import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import type { World } from "../../support/private-world.ts";
import { processTable } from "../../support/process-table.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { openTerminal } from "../../support/terminal.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

const offline = ["--network", "none"];

/** The screen has no blanks at the end of a line. */
const prompt = /^\/ #$/m;

/** The names of what runs. */
async function running(world: World): Promise<string> {
  return (await world.nerdsh(["ps", "--format", "{{.Names}}"])).stdout;
}

/** How many processes run a container for a terminal. */
function clients(world: World): number {
  const table = processTable();
  return table.filter(
    ({ command, environment }) => command.includes("-it") && environment.includes(`NERDSH_ROOT=${world.root}`),
  ).length;
}

/** A container that runs until it is removed. */
async function runDetached(world: World, name: string, ...command: string[]): Promise<void> {
  const { exitCode, stderr } = await world.nerdsh(["run", "-d", "--name", name, ...offline, "busybox", ...command]);
  assert.equal(exitCode, 0, stderr);
}

/** Presses Docker's own detach keys. */
const detachKeys = ["C-p", "C-q"];

describe("run -it", () => {
  test("shows the shell's prompt at once, echoes, and ends with it", async () => {
    await using world = await testWorld();
    await using terminal = await world.terminal(["run", "-it", "--rm", ...offline, "busybox", "sh"]);
    await terminal.until(prompt);
    await terminal.enter("echo $((6 * 7)); exit 5");
    assert.equal(await terminal.exitCode(), 5);
    assert.match(await terminal.screen(), /\/ # echo \$\(\(6 \* 7\)\); exit 5\n42$/);
  });

  test("has the terminal's size from the beginning, and each size it gets", async () => {
    await using world = await testWorld();
    const words = ["run", "-it", "--rm", ...offline, "busybox", "sh", "-c", "stty size; exec sh"];
    await using terminal = await world.terminal(words, { columns: 91, rows: 23 });
    await terminal.until(/^23 91\n[\s\S]*\/ #$/);
    await terminal.resize(120, 40);
    await until("the new size", async () => {
      await terminal.enter("clear; stty size");
      return /^40 120\n/m.test(await terminal.screen());
    });
    await terminal.enter("exit");
    await terminal.exitCode();
  });

  test("hands Ctrl-C to the process, and lives on where that does", async () => {
    await using world = await testWorld();
    await using terminal = await world.terminal(["run", "-it", "--rm", ...offline, "busybox", "sh"]);
    await terminal.until(prompt);
    await terminal.enter("echo cat is next; cat");
    await terminal.until(/^cat is next$/m); // The shell has given the terminal back: what is typed now is cat's.
    await terminal.enter("to cat");
    await terminal.until(/to cat\nto cat/);
    await terminal.press("C-c");
    await terminal.until(/\^C\n\/ #$/);
    await terminal.enter("echo status $?");
    await terminal.until(/^status 130$/m);
    await terminal.press("C-d");
    assert.equal(await terminal.exitCode(), 0); // Of its last command, echo.
  });

  test("leaves the caller's terminal as it was", async () => {
    await using world = await testWorld();
    const nerdsh = nerdshCommand().map((word) => `'${word}'`);
    const script = `stty -g >before; ${nerdsh.join(" ")} run -it --rm ${offline.join(" ")} busybox sh; stty -g | cmp before - && echo the same`;
    await using directory = await temporaryDirectory();
    await using terminal = await openTerminal(["bash", "-c", script], {
      cwd: directory.path,
      env: nerdshEnvironment(world.env),
    });
    await terminal.until(prompt);
    await terminal.enter("exit");
    await terminal.until(/^the same$/m);
  });

  test("leaves the container running when ctrl-p ctrl-q are pressed, and what it writes then is in its log", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await using terminal = await world.terminal(["run", "-it", "--name", box.name, ...offline, "busybox", "sh"]);
    await terminal.until(prompt);
    await terminal.enter("(sleep 1; seq 20000; echo after the detachment) &");
    await terminal.press(...detachKeys);
    assert.equal(await terminal.exitCode(), 0);
    assert.equal(await running(world), `${box.name}\n`);
    const lastLine = async () => (await world.nerdsh(["logs", "--tail", "1", box.name])).stdout;
    await until("the end of what it wrote", async () => /after the detachment/.test(await lastLine()));
  });

  test("passes ctrl-p on where ctrl-q does not follow, and takes other --detach-keys", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    const words = ["run", "-it", "--detach-keys", "ctrl-x,d", "--name", box.name, ...offline, "busybox", "sh"];
    await using terminal = await world.terminal(words);
    await terminal.until(prompt);
    await terminal.enter("echo again");
    await terminal.until(/^again\n\/ #$/m);
    await terminal.press(...detachKeys);
    await terminal.until(/^again\n\/ # echo again$/m); // To the shell, ctrl-p is the line before.
    await terminal.press("C-x");
    await terminal.type("d");
    assert.equal(await terminal.exitCode(), 0);
    assert.equal(await running(world), `${box.name}\n`);
  });

  test("is the container's own clean-up where it was detached from with --rm", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await using terminal = await world.terminal([
      "run",
      "-it",
      "--rm",
      "--name",
      box.name,
      ...offline,
      "busybox",
      "sh",
    ]);
    await terminal.until(prompt);
    await terminal.press(...detachKeys);
    assert.equal(await terminal.exitCode(), 0);
    assert.equal(await running(world), `${box.name}\n`);
    await world.nerdsh(["kill", box.name]);
    await until("its removal", async () => (await world.nerdsh(["ps", "-aq"])).stdout === "");
  });

  test("goes with its terminal: with --rm nothing is left, else the container goes on", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    for (const flags of [["--rm"], []]) {
      const words = ["run", "-it", ...flags, "--name", box.name, ...offline, "busybox", "sh"];
      {
        await using terminal = await world.terminal(words);
        await terminal.until(prompt);
      }
      // The next one has the same name.
      await until("its client's end", () => clients(world) === 0);
    }
    assert.equal(await running(world), `${box.name}\n`);
  });

  test("needs a terminal, and says so; -t alone does not", async () => {
    await using world = await testWorld();
    const refused = await world.nerdsh(["run", "-it", "--rm", ...offline, "busybox", "true"]);
    assert.match(refused.stderr, /^nerdsh: the input device is not a TTY\n/);
    assert.equal(refused.exitCode, 1);
    const script = "tty; echo to stderr >&2";
    const { stdout, stderr } = await world.nerdsh(["run", "-t", "--rm", ...offline, "busybox", "sh", "-c", script]);
    assert.deepEqual({ stdout, stderr }, { stdout: "/dev/pts/0\r\nto stderr\r\n", stderr: "" });
  });
});

describe("exec -it", () => {
  test("is a shell in the container, of the terminal's size, that ends with its own status", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await runDetached(world, box.name, "sleep", "1000000");
    await using terminal = await world.terminal(["exec", "-it", box.name, "sh"], { columns: 91, rows: 23 });
    await terminal.until(prompt);
    await terminal.enter("stty size; cat /proc/1/comm");
    await terminal.until(/^23 91\nsleep$/m);
    await terminal.resize(120, 40);
    await until("the new size", async () => {
      await terminal.enter("clear; stty size");
      return /^40 120\n/m.test(await terminal.screen());
    });
    await terminal.enter("exit 7");
    assert.equal(await terminal.exitCode(), 7);
  });

  test("goes on after the detach keys, however much it writes", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await runDetached(world, box.name, "sleep", "1000000");
    await using terminal = await world.terminal(["exec", "-it", box.name, "sh"]);
    await terminal.until(prompt);
    await terminal.enter("while [ ! -e /left ]; do sleep 0.1; done; seq 100000; touch /written");
    await terminal.press(...detachKeys);
    assert.equal(await terminal.exitCode(), 0);
    await world.nerdsh(["exec", box.name, "touch", "/left"]);
    const look = () => world.nerdsh(["exec", box.name, "ls", "/written"]);
    await until("the last of what it writes", async () => (await look()).exitCode === 0);
  });

  test("is left by the detach keys, and goes on", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await runDetached(world, box.name, "sleep", "1000000");
    await using terminal = await world.terminal(["exec", "-it", box.name, "sh"]);
    await terminal.until(prompt);
    await terminal.press(...detachKeys);
    assert.equal(await terminal.exitCode(), 0);
    assert.match((await world.nerdsh(["exec", box.name, "ps", "-o", "args"])).stdout, /^sh$/m);
  });

  test("needs a terminal, and says so", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await runDetached(world, box.name, "sleep", "1000000");
    const { stderr, exitCode } = await world.nerdsh(["exec", "-it", box.name, "true"]);
    assert.match(stderr, /^nerdsh: the input device is not a TTY\n/);
    assert.equal(exitCode, 1);
  });
});

describe("start -ai", () => {
  test("is the terminal of a container that was made with one", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await world.nerdsh(["create", "-it", "--name", box.name, ...offline, "busybox", "sh"]);
    assert.match((await world.nerdsh(["start", "-ai", box.name])).stderr, /^nerdsh: the input device is not a TTY\n/);
    for (const word of ["once", "twice"]) {
      await using terminal = await world.terminal(["start", "-ai", box.name], { columns: 91, rows: 23 });
      await terminal.until(prompt);
      await terminal.enter(`echo ${word} $(stty size); exit 4`);
      assert.equal(await terminal.exitCode(), 4);
      assert.match(await terminal.screen(), new RegExp(`\n${word} 23 91$`));
    }
    assert.match((await world.nerdsh(["logs", box.name])).stdout, /\nonce 23 91\r\n[\s\S]*\ntwice 23 91\r\n$/);
  });

  test("carries streams without a terminal too, and ends with the container's status", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await world.nerdsh([
      "create",
      "-i",
      "--name",
      box.name,
      ...offline,
      "busybox",
      "sh",
      "-c",
      "cat; echo end >&2; exit 6",
    ]);
    const shown = await world.nerdsh(["start", "-ai", box.name], { input: "typed\n" });
    assert.deepEqual(shown, { exitCode: 6, stdout: "typed\n", stderr: "end\n" });
    assert.deepEqual((await world.nerdsh(["logs", box.name])).stdout, "typed\n");
  });
});
