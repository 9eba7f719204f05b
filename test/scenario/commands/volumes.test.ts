import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { before, describe, test } from "node:test";
import { mountsBelow } from "../../../src/engine/host/mounts.ts";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

async function nerdsh(...words: string[]) {
  await using world = await testWorld();
  return await world.nerdsh(words);
}

async function output(...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await nerdsh(...words);
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}

const box = (flags: readonly string[], script: string) =>
  output("run", "--rm", "--network", "none", ...flags, "busybox", "sh", "-c", script);
const inspected = async (name: string) => JSON.parse(await output("volume", "inspect", name))[0];
const directoryOf = async (name: string) => dirname((await inspected(name)).Mountpoint);

async function failure(...words: string[]): Promise<string> {
  const { exitCode, stderr } = await nerdsh(...words);
  assert.notEqual(exitCode, 0);
  return stderr.split("\n")[0]!;
}

describe("a volume", () => {
  test("is made with labels, once, listed, shown, and removed", async () => {
    assert.equal(await output("volume", "create", "--label", "app=shop", "--label", "bare", "made"), "made");
    const again = await nerdsh("volume", "create", "--label", "app=late", "made");
    assert.deepEqual(
      [again.stdout, again.stderr],
      ["made\n", "warning: volume made exists already, and stays as it is\n"],
    );
    const { CreatedAt, Mountpoint, ...rest } = await inspected("made");
    assert.match(CreatedAt, /^\d{4}-\d\d-\d\dT[\d:]+Z$/);
    assert.deepEqual(await readdir(Mountpoint), []);
    assert.deepEqual(rest, {
      ...{ Driver: "local", Labels: { app: "shop", bare: "" }, Name: "made", Options: null, Scope: "local" },
    });
    await writeFile(join(Mountpoint, "file"), "x".repeat(1500));
    const format = '{{.Name}} {{.Driver}} {{.Size}} {{.Label "app"}}';
    assert.equal(
      await output("volume", "ls", "--size", "-f", "label=app=shop", "--format", format),
      "made local 1.5kB shop",
    );
    assert.equal(await output("volume", "ls", "-q", "-f", "size>1k", "-f", "name=mad"), "made");
    assert.equal(await output("volume", "rm", "made"), "made");
    assert.equal(await failure("volume", "inspect", "made"), "nerdsh: no such volume: made");
    assert.equal(await failure("volume", "rm", "made"), "nerdsh: no such volume: made");
    assert.equal(await output("volume", "rm", "-f", "made"), "made");
  });

  test("that a container has, running or not, stays, and who has it is named", async () => {
    await using world = await testWorld();
    await using user = containerName(world, "user");
    await output("create", "--name", user.name, "--network", "none", "-v", "held:/data", "busybox", "true");
    assert.equal(await failure("volume", "rm", "held"), `nerdsh: volume held is in use by ${user.name}`);
    assert.equal(await failure("volume", "rm", "-f", "held"), `nerdsh: volume held is in use by ${user.name}`);
    assert.doesNotMatch(await output("volume", "ls", "-q", "-f", "dangling=true"), /held/);
    await output("volume", "prune", "-af");
    assert.equal((await inspected("held")).Name, "held");
    await output("rm", user.name);
    await output("volume", "rm", "held");
  });

  test("is pruned where nobody named it, or with all the others", async () => {
    const anonymous = await output("volume", "create");
    assert.match(anonymous, /^[0-9a-f]{64}$/);
    for (const name of ["named", "kept"]) await output("volume", "create", "--label", `is=${name}`, name);
    const first = await output("volume", "prune", "-f");
    assert.equal(first, `Deleted Volumes:\n${anonymous}\n\nTotal reclaimed space: 0B`);
    assert.match(await output("volume", "prune", "-af", "--filter", "label!=is=kept"), /^named$/m);
    assert.match(await output("volume", "ls", "-q"), /^kept$/m);
    await output("volume", "rm", "kept");
  });

  test("has no name that leads elsewhere", async () => {
    const names = ["../up", "a/b", "..", ".removed"];
    for (const name of names) {
      assert.match(await failure("volume", "create", name), /invalid characters for a volume name/);
    }
    for (const verb of ["rm", "inspect"]) {
      const { exitCode, stderr } = await nerdsh("volume", verb, ...names);
      const lines = names.map((name) => `no such volume: ${name}`);
      assert.deepEqual([exitCode, stderr], [1, `nerdsh: 4 errors:\n${lines.join("\n")}\n`]);
    }
  });

  test("whose record or data is broken is listed, refused, and can be removed", async () => {
    await output("volume", "create", "broken");
    const directory = await directoryOf("broken");
    await rm(join(directory, "_data"), { recursive: true });
    assert.equal(await box(["-v", "broken:/data"], "echo back >/data/file; cat /data/file"), "back");
    await writeFile(join(directory, "volume.json"), "{");
    const listed = await nerdsh("volume", "ls");
    assert.match(listed.stdout, /^local +broken$/m);
    assert.match(listed.stderr, /^warning: broken record of a volume: /);
    assert.match(await failure("volume", "inspect", "broken"), /broken record of a volume/);
    assert.match(await failure("run", "--rm", "-v", "broken:/d", "busybox", "true"), /broken record of a volume/);
    await output("volume", "prune", "-af");
    assert.equal(existsSync(directory), true);
    assert.equal(await output("volume", "rm", "broken"), "broken");
    assert.equal(existsSync(directory), false);
  });

  test("is made by one of several who come at once, and by the next one where the first was killed", async () => {
    await using world = await testWorld();
    const labels = ["a", "b", "c"];
    const made = await Promise.all(
      labels.map((label) => nerdsh("volume", "create", "--label", `by=${label}`, "rushed")),
    );
    assert.deepEqual(
      made.map(({ exitCode }) => exitCode),
      [0, 0, 0],
    );
    assert.equal(made.filter(({ stderr }) => stderr === "").length, 1);
    const directory = await directoryOf("rushed");
    await output("volume", "rm", "rushed");
    // What a kill between its steps leaves, and one whenever it comes.
    await mkdir(directory, { recursive: true });
    assert.equal((await inspected("rushed")).Labels, null);
    assert.equal(await output("volume", "create", "--label", "by=d", "rushed"), "rushed");
    assert.deepEqual((await inspected("rushed")).Labels, { by: "d" });
    await output("volume", "rm", "rushed");
    await using child = new RunningNerdsh(world, ["volume", "create", "killed"]);
    child.kill("SIGKILL");
    await child.end();
    assert.equal(await output("volume", "create", "killed"), "killed");
    await output("volume", "rm", "killed");
  });
});

describe("a volume with options", () => {
  const memory = ["--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=1m,mode=1770"];
  const isMounted = async (directory: string) => (await mountsBelow(directory)).includes(join(directory, "_data"));

  test("is mounted for the first container, shared, and unmounted after the last", async () => {
    await using world = await testWorld();
    await using one = containerName(world);
    await using two = containerName(world);
    await output("volume", "create", ...memory, "memory");
    const directory = await directoryOf("memory");
    const start = (name: string) =>
      output("run", "-d", "--name", name, "--network", "none", "-v", "memory:/m", "busybox", "sleep", "1000000");
    await start(one.name);
    assert.equal(await isMounted(directory), true);
    await start(two.name);
    await output("exec", one.name, "sh", "-c", "echo shared >/m/file");
    assert.equal(await output("exec", two.name, "sh", "-c", "cat /m/file; stat -c %a /m"), "shared\n1770");
    await output("kill", one.name);
    await output("rm", one.name);
    assert.equal(await output("exec", two.name, "cat", "/m/file"), "shared");
    assert.equal(await isMounted(directory), true);
    await output("stop", "-t", "0", two.name);
    assert.equal(await isMounted(directory), false);
    await output("start", two.name);
    assert.deepEqual([await output("exec", two.name, "ls", "/m"), await isMounted(directory)], ["", true]);
    await output("rm", "-f", two.name);
    assert.equal(await isMounted(directory), false);
    await output("volume", "rm", "memory");
  });

  test("shows a directory of the host, which stays when the volume goes", async () => {
    await using source = await temporaryDirectory();
    await writeFile(join(source.path, "file"), "of the host");
    const options = [`volume-opt=type=none,volume-opt=o=bind,volume-opt=device=${source.path}`];
    const mount = ["--mount", `src=shown,dst=/s,volume-label=app=shop,${options}`];
    assert.equal(await box(mount, "cat /s/file; echo of the container >/s/new"), "of the host");
    const { Labels, Options } = await inspected("shown");
    assert.deepEqual([Labels, Options], [{ app: "shop" }, { type: "none", o: "bind", device: source.path }]);
    assert.equal(await box(["-v", "shown:/s:ro"], "cat /s/new"), "of the container");
    await output("volume", "rm", "shown");
    assert.deepEqual((await readdir(source.path)).sort(), ["file", "new"]);
  });

  test("is no longer mounted for who was killed", async () => {
    await using world = await testWorld();
    await using killed = containerName(world);
    await output("volume", "create", ...memory, "abandoned");
    const directory = await directoryOf("abandoned");
    const run = ["run", "--name", killed.name, "--network", "none", "-v", "abandoned:/m", "busybox"];
    await using child = new RunningNerdsh(world, [...run, "sh", "-c", "echo up; exec sleep 1000000"]);
    await child.until("up");
    child.kill("SIGKILL");
    await child.end();
    await output("kill", killed.name);
    await output("wait", killed.name);
    assert.equal(await box(["-v", "abandoned:/m"], "echo next"), "next");
    assert.equal(await isMounted(directory), false);
    await output("rm", killed.name);
    await output("volume", "rm", "abandoned");
  });

  test("fails with the kernel's reason, and leaves nothing", async () => {
    await output("volume", "create", "--opt", "type=none", "--opt", "o=bind", "--opt", "device=/nonexistent/x", "bad");
    const message = await failure("run", "--rm", "--network", "none", "-v", "bad:/b", "busybox", "true");
    assert.equal(message, "nerdsh: cannot mount volume bad: no such file or directory: /nonexistent/x");
    await output("volume", "create", "--opt", "type=nosuchfs", "--opt", "device=none", "odd");
    assert.match(
      await failure("run", "--rm", "--network", "none", "-v", "odd:/b", "busybox", "true"),
      /^nerdsh: cannot mount volume odd: [^/]+$/,
    );
    await output("volume", "rm", "bad", "odd");
  });
});

test("events tell what becomes of volumes, in Docker's shape", async () => {
  await using world = await testWorld();
  await using events = new RunningNerdsh(world, ["events", "--filter", "type=volume", "--format", "{{json .}}"]);
  // Nobody tells when they listen.
  for (let round = 0; !events.stdout.includes("listened"); round++) {
    assert.ok(round < 50, "nobody listens");
    await output("volume", "create", "listened");
    await output("volume", "rm", "listened");
  }
  await box(["-v", "told:/data:ro"], "true");
  await output("volume", "rm", "told");
  await output("volume", "prune", "-f");
  await events.until('"prune"');
  const told = events.stdout
    .split("\n")
    .filter((line) => /told|prune/.test(line))
    .map((line) => JSON.parse(line));
  const [created, mounted, unmounted, destroyed, pruned] = told.map(({ Type, Action, Actor }) => {
    const { container, ...attributes } = Actor.Attributes;
    return { Type, Action, ID: Actor.ID, attributes, hasContainer: /^[0-9a-f]{64}$/.test(container ?? "") };
  });
  const base = { Type: "volume", ID: "told", attributes: { driver: "local" }, hasContainer: false };
  assert.deepEqual(created, { ...base, Action: "create" });
  const mount = { destination: "/data", driver: "local", propagation: "", "read/write": "false" };
  assert.deepEqual(mounted, { ...base, Action: "mount", attributes: mount, hasContainer: true });
  assert.deepEqual(unmounted, { ...base, Action: "unmount", hasContainer: true });
  assert.deepEqual(destroyed, { ...base, Action: "destroy" });
  assert.deepEqual(pruned, { ...base, Action: "prune", ID: "", attributes: { reclaimed: "0" } });
});

test("a volume of nerdctl's is read as it is", async () => {
  await output("volume", "create", "own");
  const volumes = dirname(await directoryOf("own"));
  await mkdir(join(volumes, "theirs/_data"), { recursive: true });
  const record = await readFile(new URL("../../fixtures/nerdctl/volumes/labelled/volume.json", import.meta.url));
  await writeFile(join(volumes, "theirs/volume.json"), record);
  assert.deepEqual((await inspected("theirs")).Labels, { app: "shop" });
  await output("volume", "rm", "own", "theirs");
});
