import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import { diff } from "../../support/leftovers.ts";
import type { ProgramOptions } from "../../support/program.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

/** `run --rm` of a command that needs no network, by default with busybox. */
async function run(flags: readonly string[], command: readonly string[], options: ProgramOptions = {}) {
  await using world = await testWorld();
  const network = flags.includes("--network") ? [] : ["--network", "none"];
  return await world.nerdsh(["run", "--rm", ...network, ...flags, "busybox", ...command], options);
}

/** What a shell in the container prints. */
async function shell(flags: readonly string[], script: string, options: ProgramOptions = {}): Promise<string> {
  const { stdout, stderr, exitCode } = await run(flags, ["sh", "-c", script], options);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

describe("the exit status of run", () => {
  for (const [flags, command, exitCode, stderr] of [
    [[], ["true"], 0, /^$/],
    [[], ["sh", "-c", "exit 42"], 42, /^$/],
    [[], ["sh", "-c", "sh -c 'kill -TERM $$'; exit $?"], 143, /^Terminated\n$/],
    [["--no-such-flag"], ["true"], 125, /^nerdsh: unknown flag: --no-such-flag\n/],
    [["--memry", "64m"], ["true"], 125, /^nerdsh: unknown flag: --memry\n {2}did you mean --memory\?\n/],
    [["--network", "brige"], ["true"], 125, /^nerdsh: no such network: brige\n {2}did you mean bridge\?\n/],
    [["--env-file", "no-such-file"], ["true"], 125, /^nerdsh: cannot read environment file: no-such-file\n/],
    [["--workdir", "relative"], ["true"], 125, /^nerdsh: .*must be an absolute path\n/i],
    [["--memory", "1m"], ["true"], 125, /^nerdsh: minimum memory limit allowed is 6MB: 1048576 bytes\n/],
    [["--user", "nobdy"], ["true"], 125, /^nerdsh: no such user in the image: nobdy\n/],
    [["--user", "2147483648"], ["true"], 125, /^nerdsh: uids and gids must be in range 0-2147483647: 2147483648\n/],
    [["--stop-signal", "TREM"], ["true"], 125, /^nerdsh: invalid signal: TREM\n {2}did you mean SIGTERM\?\n/],
    [["--detach-keys", "ctrl-"], ["true"], 125, /^nerdsh: invalid detach keys: ctrl-\n/],
    [[], ["/etc/passwd"], 126, /^nerdsh: command cannot be executed: \/etc\/passwd\n/],
    [[], ["no-such-command"], 127, /^nerdsh: command not found in the container: no-such-command\n/],
  ] as const) {
    test(`is ${exitCode} for ${[...flags, ...command].join(" ")}`, async () => {
      const result = await run(flags, command);
      assert.deepEqual({ exitCode: result.exitCode, stdout: result.stdout }, { exitCode, stdout: "" });
      assert.match(result.stderr, stderr);
    });
  }

  test("is 137 where the container was killed", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const words = ["--network", "none", "busybox", "sh", "-c", "echo started; sleep 1000000"];
    await using running = new RunningNerdsh(world, ["run", "--name", job.name, ...words]);
    await running.until("started");
    await world.nerdsh(["kill", job.name]);
    assert.equal((await running.end()).exitCode, 137);
  });

  test("is 125, with nothing left behind, where a failed start is taken back", async () => {
    await using world = await testWorld();
    const earlier = await world.census();
    for (const command of ["no-such-command", "/etc/passwd"]) {
      await world.nerdsh(["run", "--name", "failing", "-p", "8000", "-v", "/data", "busybox", command]);
    }
    assert.deepEqual(diff(earlier, await world.census()), {});
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });
});

describe("the process of run", () => {
  test("has stdout and stderr apart", async () => {
    const result = await run([], ["sh", "-c", "echo to stdout; echo to stderr >&2"]);
    assert.deepEqual(result, { exitCode: 0, stdout: "to stdout\n", stderr: "to stderr\n" });
  });

  test("has the variables of --env, of the caller by name, and of --env-file, the flag's before the file's", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "variables");
    await writeFile(file, '# a comment\nSPACED=two words \nQUOTED="as it is"\nCALLER\nBOTH=file\nEMPTY=\n');
    const flags = ["--env-file", file, "-e", "BOTH=flag", "-e", "COPIED", "-e", "ABSENT"];
    const { stdout } = await run(flags, ["env"], {
      env: { CALLER: "from afar", COPIED: "from near", ABSENT: undefined },
    });
    assert.deepEqual(stdout.split("\n").slice(2), [
      "SPACED=two words ",
      'QUOTED="as it is"',
      "CALLER=from afar",
      "BOTH=flag",
      "EMPTY=",
      "COPIED=from near",
      "HOME=/root",
      "",
    ]);
  });

  test("runs in --workdir, which is made where the image lacks it", async () => {
    assert.equal(await shell(["-w", "/made/for/it"], "pwd"), "/made/for/it\n");
  });

  for (const [user, id] of [
    ["nobody", "uid=65534(nobody) gid=65534(nobody) groups=65534(nobody)"],
    ["nobody:wheel", "uid=65534(nobody) gid=10(wheel) groups=10(wheel)"],
    ["www-data:0", "uid=33(www-data) gid=0(root) groups=0(root)"],
    ["1000:1001", "uid=1000 gid=1001 groups=1001"],
    ["1000", "uid=1000 gid=0(root) groups=0(root)"],
    ["root", "uid=0(root) gid=0(root) groups=0(root),10(wheel)"],
  ]) {
    test(`runs as --user ${user}, with that user's groups`, async () => {
      assert.equal(await shell(["-u", user!], "id"), `${id}\n`);
    });
  }

  test("is what --entrypoint and the words after the image say", async () => {
    assert.equal(
      (await run(["--entrypoint", "echo"], ["an", "entrypoint's", "words"])).stdout,
      "an entrypoint's words\n",
    );
    assert.equal((await run(["--entrypoint", ""], ["echo", "no entrypoint"])).stdout, "no entrypoint\n");
    const nothing = await run(["--entrypoint", ""], []);
    assert.match(nothing.stderr, /^nerdsh: no command or entrypoint provided/);
    assert.equal(nothing.exitCode, 125);
  });

  test("is the child of docker-init with --init, and the first process without", async () => {
    const script = "cat /proc/1/comm; cut -d' ' -f4 /proc/$$/stat";
    assert.equal(await shell(["--init"], script), "docker-init\n1\n");
    assert.equal(await shell([], script), "sh\n0\n");
  });
});

describe("the container of run", () => {
  test("has the limits of --memory and --cpus in its cgroup; zero is none", async () => {
    const limits = `
      if [ -e /sys/fs/cgroup/memory.max ]; then cat /sys/fs/cgroup/memory.max; cut -d' ' -f1 /sys/fs/cgroup/cpu.max
      else cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.cfs_quota_us; fi`;
    assert.equal(await shell(["-m", "64m", "--cpus", "0.5"], limits), "67108864\n50000\n");
    const [memory, cpu] = (await shell(["-m", "0", "--cpus", "0"], limits)).split("\n");
    assert.ok(memory === "max" || Number(memory) > 2 ** 60, memory);
    assert.match(cpu!, /^(max|-1)$/);
  });

  test("cannot be written to with --read-only", async () => {
    const { exitCode, stderr } = await run(["--read-only"], ["touch", "/file"]);
    assert.deepEqual({ exitCode, stderr }, { exitCode: 1, stderr: "touch: /file: Read-only file system\n" });
  });

  test("is called as --hostname says, else by the beginning of its id", async () => {
    const script = "hostname; cat /etc/hostname; echo $HOSTNAME; grep -c $HOSTNAME /etc/hosts";
    assert.equal(await shell(["--hostname", "web.example"], script), "web.example\nweb.example\nweb.example\n1\n");
    await using directory = await temporaryDirectory();
    const cidfile = join(directory.path, "cid");
    const hostname = await shell(["--cidfile", cidfile], "hostname");
    assert.equal(hostname.trim(), (await readFile(cidfile, "utf8")).slice(0, 12));
  });

  test("has the labels of --label, a bare one being empty", async () => {
    await using world = await testWorld();
    await using made = containerName(world);
    await world.nerdsh(["create", "--name", made.name, "--label", "tier=front", "-l", "bare", "busybox"]);
    const format = '{{index .Config.Labels "tier"}}, {{json (index .Config.Labels "bare")}}';
    assert.equal((await world.nerdsh(["inspect", "-f", format, made.name])).stdout, 'front, ""\n');
  });

  test("keeps its --name to itself", async () => {
    await using world = await testWorld();
    await using first = containerName(world);
    const { stdout: id } = await world.nerdsh(["create", "--name", first.name, "busybox"]);
    const second = await world.nerdsh(["run", "--name", first.name, "busybox", "true"]);
    assert.equal(second.exitCode, 125);
    assert.equal(second.stderr.split("\n")[0], `nerdsh: name "${first.name}" is already used by ID "${id.trim()}"`);
    const odd = await world.nerdsh(["run", "--name", "-odd/name", "busybox", "true"]);
    assert.match(odd.stderr, /^nerdsh: invalid name, which must match pattern .*: -odd\/name\n/);
    assert.equal(odd.exitCode, 125);
  });

  test("has its id in --cidfile, which must not be there before", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "cid");
    await shell(["--cidfile", file], "true");
    const id = await readFile(file, "utf8");
    assert.match(id, /^[0-9a-f]{64}$/);
    const again = await run(["--cidfile", file], ["true"]);
    assert.match(again.stderr, new RegExp(`^nerdsh: container ID file found, .* delete ${file}\n`));
    assert.equal(again.exitCode, 125);
    assert.equal(await readFile(file, "utf8"), id);
  });
});

describe("run --pull", () => {
  test("asks the registry never, once with missing, or always, whether or not it can be reached", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, "docker.io"));
    await writeFile(join(directory.path, "docker.io/hosts.toml"), 'server = "http://127.0.0.1:1"\n');
    const unreachable = { env: { NERDSH_HOSTS_DIR: directory.path } };
    const pull = (policy: string, options: ProgramOptions = {}) =>
      world.nerdsh(["run", "--rm", "--network", "none", "--pull", policy, "alpine", "true"], options);
    const never = await pull("never");
    assert.match(never.stderr, /^nerdsh: the image is not here: .*alpine/);
    assert.equal(never.exitCode, 125);
    assert.match((await pull("missing")).stderr, /alpine:latest pulled in/);
    for (const policy of ["never", "missing"]) {
      assert.deepEqual(await pull(policy, unreachable), { exitCode: 0, stdout: "", stderr: "" });
    }
    assert.equal((await pull("always")).exitCode, 0);
    const always = await pull("always", unreachable);
    assert.match(always.stderr, /^nerdsh: .*127\.0\.0\.1:1/);
    assert.equal(always.exitCode, 125);
  });

  test("says of an image that nobody has what it is, and where it was looked for", async () => {
    await using world = await testWorld();
    const { stderr, exitCode } = await world.nerdsh(["run", "--rm", "no-such-image", "true"]);
    assert.match(stderr, /^nerdsh: no such image: .*no-such-image:latest\n {2}\S+ does not have it/);
    assert.equal(exitCode, 125);
  });
});

test("run --rm leaves nothing; without it the container is listed with its exit status until it is removed", async () => {
  await using world = await testWorld();
  await using kept = containerName(world);
  const earlier = await world.census();
  await world.nerdsh(["run", "--rm", "-v", "/data", "-p", "8000", "busybox", "true"]);
  assert.deepEqual(diff(earlier, await world.census()), {});

  await world.nerdsh(["run", "--name", kept.name, "busybox", "sh", "-c", "exit 3"]);
  const { stdout } = await world.nerdsh(["ps", "--all", "--format", "{{.Names}}: {{.Status}}"]);
  assert.match(stdout, new RegExp(`^${kept.name}: Exited \\(3\\) (Less than a|\\d+) seconds? ago\n$`));
  assert.equal((await world.nerdsh(["rm", kept.name])).stdout, `${kept.name}\n`);
  assert.deepEqual(diff(earlier, await world.census()), {});
});
