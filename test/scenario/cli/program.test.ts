import assert from "node:assert/strict";
import { readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadAllCommands } from "../../../src/commands/table.ts";
import { resolveSettings } from "../../../src/settings/resolve.ts";
import { bundledProgram } from "../../support/bundled-program.ts";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { byPackageAlone, nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { type ProgramResult, programOutput, runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/programs", import.meta.url));

before(readyCommandLine);

describe("the program", () => {
  for (const name of ["docker", "nerdctl"]) {
    const skip = byPackageAlone("test/package links it itself");
    test(`is the command line, and only that, through a link named ${name}`, { skip }, async () => {
      await using world = await testWorld();
      await using directory = await temporaryDirectory();
      const link = join(directory.path, name);
      const [runtime, ...words] = nerdshCommand();
      await symlink(words.pop()!, link);
      const call = (...args: string[]) =>
        runProgram(runtime, [...words, link, ...args], { env: nerdshEnvironment(world.env) });
      assert.equal((await call("run", "--rm", "--network", "none", "busybox", "echo", "hello")).stdout, "hello\n");
      const bare = await call(); // Not the prompt, and not a program to be read from stdin.
      assert.equal(bare.exitCode, 0);
      assert.match(bare.stdout, /^Usage: /);
    });
  }

  test("takes flags of the whole program behind the command as well, but for those that the command has itself", async () => {
    await using world = await testWorld();
    const images = ["images", "--format", "{{.Repository}}"];
    assert.equal((await world.nerdsh(images)).stdout, "busybox\n");
    assert.equal((await world.nerdsh([...images, "--namespace", "other"])).stdout, "");
    assert.equal((await world.nerdsh([...images, "--namespace=other", "--namespace", "default"])).stdout, "busybox\n");
    assert.equal(JSON.parse((await world.nerdsh(["images", "--json"])).stdout).Repository, "busybox");
    assert.match((await world.nerdsh(["ps", "--namespace"])).stderr, /^nerdsh: flag needs a value: --namespace$/m);
    assert.match(
      (await world.nerdsh(["pull", "--insecure-registri", "a"])).stderr,
      /did you mean --insecure-registry\?/,
    );
    const command = ["echo", "--snapshotter", "none"];
    const run = await world.nerdsh(["run", "--rm", "--network", "none", "busybox", ...command]);
    assert.equal(run.stdout, "--snapshotter none\n");
  });

  test("knows near commands, subcommands and flags", async () => {
    await using world = await testWorld();
    for (const [words, lines] of [
      [
        ["rnu", "busybox"],
        ["unknown command: rnu", "did you mean run?"],
      ],
      [
        ["image", "lss"],
        ['unknown subcommand "lss" for "image"', "did you mean ls?"],
      ],
      [
        ["ps", "--al"],
        ["unknown flag: --al", "did you mean --all?"],
      ],
      [
        ["run", "--no-rm", "busybox"],
        ["unknown flag: --no-rm", "write --rm=false"],
      ],
    ] as const) {
      const { exitCode, stdout, stderr } = await world.nerdsh(words);
      assert.notEqual(exitCode, 0);
      assert.deepEqual([stdout, stderr.split("\n").slice(0, 2)], ["", [`nerdsh: ${lines[0]}`, `  ${lines[1]}`]]);
    }
  });

  test("helps with every command, before it looks at anything else", async () => {
    await using world = await testWorld();
    const names = (await loadAllCommands()).map(({ command }) => command.name);
    const groups = [...new Set(names.filter((name) => name.includes(" ")).map((name) => name.split(" ")[0]!))];
    const lines = [...names, ...groups, ""].map((name) => [...name.split(" ").filter(Boolean), "--help"]);
    const isHelp = ({ exitCode, stdout, stderr }: ProgramResult) =>
      exitCode === 0 && stderr === "" && stdout.startsWith("Usage:  nerdsh ");
    // Two hundred processes would do no more than this one, and take a minute of the machine's time.
    await using program = await bundledProgram(join(fixtures, "command-lines.ts"));
    const output = await programOutput(process.execPath, [program.path, JSON.stringify(lines)], {
      env: nerdshEnvironment(world.env),
    });
    const results: ProgramResult[] = JSON.parse(output);
    assert.equal(results.length, lines.length);
    assert.deepEqual(
      results.filter((result) => !isHelp(result)),
      [],
    );
    for (const index of [0, names.length, lines.length - 1]) {
      assert.deepEqual(await world.nerdsh(lines[index]!), results[index]); // A command, a group, and all.
    }
  });

  test("takes global flags before the command: another namespace has other containers", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await world.nerdsh(["create", "--name", box.name, "busybox"]);
    assert.match((await world.nerdsh(["ps", "-a"])).stdout, new RegExp(box.name));
    assert.doesNotMatch((await world.nerdsh(["--namespace", "other", "ps", "-a"])).stdout, new RegExp(box.name));
  });
});

describe("what nerdctl finds of a container", () => {
  test("its name, files, log and labels are where nerdctl has them", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    const hostPort = 20_000 + (process.pid % 10_000); // None that the kernel gives to anybody.
    const words = [
      "run",
      "-d",
      "--name",
      box.name,
      "--hostname",
      "web",
      "-p",
      `127.0.0.1:${hostPort}:80`,
      "-v",
      "/data",
    ];
    const { stdout } = await world.nerdsh([...words, "busybox", "sh", "-c", "echo logged; exec sleep 1000000"]);
    const id = stdout.trim();
    const { dataStore, address } = await resolveSettings({ environment: world.env });
    assert.equal(await readFile(join(dataStore, "names/default", box.name), "utf8"), id);

    const directory = join(dataStore, "containers/default", id);
    const text = (name: string) => readFile(join(directory, name), "utf8");
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
    assert.equal(await text("hostname"), "web\n");
    assert.match(await text("resolv.conf"), /^nameserver /m);
    await until("its line is logged", async () => (await text(`${id}-json.log`).catch(() => "")).includes("\n"));
    const { log, stream, time } = JSON.parse((await text(`${id}-json.log`)).split("\n")[0]!);
    assert.deepEqual({ log, stream }, { log: "logged\n", stream: "stdout" });
    assert.ok(Date.now() - Date.parse(time) < 600_000);
    assert.deepEqual(JSON.parse(await text("network-config.json")), {
      portMappings: [{ HostPort: hostPort, ContainerPort: 80, Protocol: "tcp", HostIP: "127.0.0.1" }],
    });
    const hosts = await readFile(join(dataStore, "etchosts/default", id, "hosts"), "utf8");
    assert.match(hosts, new RegExp(`^[\\d.]+\\s+web ${box.name}`, "m"));
    assert.equal((await readdir(join(dataStore, "volumes/default"))).length, 1);

    const list = ["--address", address, "--namespace", "default", "containers", "info", id];
    const { Labels: labels } = JSON.parse((await runProgram("ctr", list)).stdout);
    const expected = {
      "nerdctl/name": box.name,
      "nerdctl/namespace": "default",
      "nerdctl/hostname": "web",
      "nerdctl/networks": '["bridge"]',
      "nerdctl/platform": `linux/${process.arch === "x64" ? "amd64" : process.arch}`,
      "nerdctl/state-dir": directory,
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, labels[key]])), expected);
    assert.match(labels["nerdctl/log-uri"], /^binary:\/\//);
    assert.equal(JSON.parse(labels["nerdctl/anonymous-volumes"]).length, 1);
  });
});
