import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import manifest from "../../../package.json" with { type: "json" };
import { newId } from "../../../src/container/record/names.ts";
import { resolveSettings } from "../../../src/settings/resolve.ts";
import { NameStore } from "../../../src/store/name-store.ts";
import { nerdsh, nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { privateWorld } from "../../support/private-world.ts";
import { programOutput } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

describe("version and info", () => {
  test("tell of nerdsh, of the engine, and of what the engine uses", async () => {
    await using world = await testWorld();
    const { Client, Server } = JSON.parse((await world.nerdsh(["version", "--format", "json"])).stdout);
    assert.equal(Client.Version, manifest.version);
    const names = Server.Components.map(({ Name }: { Name: string }) => Name);
    assert.deepEqual(names.slice(0, 3), ["containerd", "runc", "CNI plugins"]);
    assert.match(Server.Components[1].Version, /^1\./);
    assert.match((await world.nerdsh(["version"])).stdout, /^Client:\n Version: +\d/);
    assert.deepEqual([Server.Os, Server.Arch, Server.KernelVersion], ["linux", Client.Arch, release()]);

    const info = JSON.parse((await world.nerdsh(["info", "-f", "json"])).stdout);
    assert.deepEqual([info.Driver, info.Containers, info.OSType], ["overlayfs", 0, "linux"]);
    assert.deepEqual(
      [info.DefaultRuntime, info.Swarm, info.LiveRestoreEnabled],
      ["runc", { LocalNodeState: "inactive" }, true],
    );
    assert.ok(info.SecurityOptions.includes("name=seccomp,profile=builtin"));
    assert.match((await world.nerdsh(["system", "info"])).stdout, /^Storage Driver: +overlayfs$/m);
    const native = await world.nerdsh(["info", "--mode", "native", "-f", "{{.Namespace}} {{.Snapshotter}}"]);
    assert.equal(native.stdout, "default overlayfs\n");
  });

  test("version still tells of nerdsh where no engine answers", async () => {
    const { exitCode, stdout, stderr } = await nerdsh(["--address", "/nonexistent.sock", "version"]);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^Client:/);
    assert.doesNotMatch(stdout, /Server/);
    assert.match(stderr, /no socket: \/nonexistent.sock/);
  });
});

describe("namespaces", () => {
  test("are made, labelled and removed, but not with what is in them", async () => {
    await using world = await testWorld();
    const labels = async () =>
      (await world.nerdsh(["namespace", "inspect", "-f", "{{.Name}} {{json .Labels}} {{.Images}}", "made"])).stdout;
    await world.nerdsh(["namespace", "create", "--label", "team=web", "-l", "tier=1", "made"]);
    assert.equal(await labels(), 'made {"team":"web","tier":"1"} 0\n');
    const again = await world.nerdsh(["namespace", "create", "made"]);
    assert.deepEqual([again.exitCode, /made.*already exists/.test(again.stderr)], [1, true]);
    await world.nerdsh(["namespace", "update", "--label", "team=shop", "--label", "tier=", "made"]);
    assert.equal(await labels(), 'made {"team":"shop"} 0\n');
    const pulled = await world.nerdsh(["-n", "made", "pull", "-q", "busybox"]);
    assert.equal(pulled.exitCode, 0, pulled.stderr);
    const used = await world.nerdsh(["namespace", "rm", "made"]);
    assert.deepEqual([used.exitCode, /must be empty/.test(used.stderr)], [1, true], used.stderr);
    await world.nerdsh(["-n", "made", "rmi", "busybox"]);
    assert.equal((await world.nerdsh(["namespace", "remove", "made"])).stdout, "made\n");
    const missing = await world.nerdsh(["namespace", "inspect", "made"]);
    assert.deepEqual([missing.exitCode, /^nerdsh: no such namespace: made\n/.test(missing.stderr)], [1, true]);
    assert.equal((await world.nerdsh(["namespace", "update", "-l", "a=b", "made"])).exitCode, 1);
  });

  test("are listed with what is in them", async () => {
    await using world = await testWorld();
    const names = async () => (await world.nerdsh(["namespace", "ls", "-q"])).stdout.split("\n");
    await world.nerdsh(["pull", "-q", "busybox"]);
    await world.nerdsh(["-n", "other", "pull", "-q", "busybox"]);
    assert.ok((await names()).includes("other"));
    const counts = await world.nerdsh(["namespace", "ls", "--format", "{{.Name}} {{.Images}} {{.Containers}}"]);
    assert.match(counts.stdout, /^other 1 0$/m);
  });
});

describe("the engine commands", () => {
  test("start, show and stop the embedded engine", async () => {
    await using world = await privateWorld();
    const state = async () => (await world.nerdsh(["engine", "status", "-f", "{{.Engine}} {{.State}}"])).stdout;
    assert.equal(await state(), "embedded stopped\n");
    assert.match(
      (await world.nerdsh(["engine", "start"])).stdout,
      /^containerd runs at .*containerd.sock \(process \d+\)\n$/,
    );
    assert.equal(await state(), "embedded running\n");
    const command = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"];
    await world.nerdsh(["run", "-d", "--network", "none", "busybox", ...command]);
    const refused = await world.nerdsh(["engine", "stop"]);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /a container is running: .*\n {2}nerdsh engine stop --force/);
    const stopped = await world.nerdsh(["engine", "stop", "--force"]);
    assert.match(stopped.stdout, /^stopped [0-9a-f]{12} \(default\)\ncontainerd stopped \(process \d+\)\n$/);
    assert.equal(await state(), "embedded stopped\n");
    assert.equal((await world.nerdsh(["engine", "stop"])).stdout, "containerd does not run\n");
  });

  test("leave another's engine alone", async () => {
    const { exitCode, stderr } = await nerdsh(["--engine", "system", "engine", "stop"]);
    assert.equal(exitCode, 125);
    assert.match(stderr, /not nerdsh's own engine: \/run\/containerd\/containerd.sock/);
  });
});

describe("doctor", () => {
  test("lists what was left behind, removes it on demand, and says so by its exit status", async () => {
    await using world = await testWorld();
    assert.equal((await world.nerdsh(["doctor"])).exitCode, 0);
    await world.nerdsh(["run", "-d", "--network", "none", "--name", "healthy", "busybox", "sleep", "1000000"]);
    const { dataStore } = await resolveSettings({ environment: world.env });
    const id = newId();
    await new NameStore(dataStore, "default").reserve("ghost", id);
    const listed = await world.nerdsh(["doctor"]);
    assert.equal(listed.exitCode, 1);
    assert.match(listed.stdout, new RegExp(`container name +default +${id.slice(0, 12)} +ghost\nnerdsh doctor --fix`));
    const fixed = await world.nerdsh(["doctor", "--fix"]);
    assert.deepEqual([fixed.exitCode, /removed +container name/.test(fixed.stdout)], [0, true], fixed.stdout);
    const after = JSON.parse((await world.nerdsh(["doctor", "-f", "json"])).stdout);
    assert.deepEqual([after.Healthy, after.Leftovers], [true, []]);
    assert.equal((await world.nerdsh(["exec", "healthy", "echo", "alive"])).stdout, "alive\n");
    await world.nerdsh(["rm", "-f", "healthy"]);
  });

  test("names what is missing with the package that brings it", async () => {
    await using directory = await temporaryDirectory();
    // A host that has a shell, node and nothing else.
    const env = { NERDSH_ROOT: directory.path, CNI_PATH: join(directory.path, "none"), NERDCTL_TOML: "/nonexistent" };
    const { exitCode, stdout } = await nerdsh(["doctor"], { env });
    assert.equal(exitCode, 1);
    assert.match(stdout, /^Missing:\n {2}bridge +CNI plugin: connects containers\n/m);
    assert.match(stdout, /apt-get install containernetworking-plugins/);
    await nerdsh(["engine", "stop", "--force"], { env });
  });
});

describe("completion in bash", () => {
  test("completes commands, names of things, and words with colons", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    await world.nerdsh(["pull", "-q", "busybox"]);
    const program = join(directory.path, "nerdsh");
    const words = nerdshCommand().map((word) => `'${word}'`);
    await writeFile(program, `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`, { mode: 0o755 });
    const { stdout: script } = await world.nerdsh(["completion", "bash"]);
    await writeFile(join(directory.path, "completion.bash"), script);
    const complete = async (line: string) => {
      const asked = [`. ${directory.path}/completion.bash`, `COMP_LINE='${line}' COMP_POINT=${line.length}`, "_nerdsh"];
      const env = nerdshEnvironment({ ...world.env, PATH: `${directory.path}:${process.env["PATH"]}` });
      // compopt only works while a completion is under way, which needs a terminal.
      const code = ["compopt() { :; }", ...asked, 'printf "%s\\n" "${COMPREPLY[@]}"'].join("\n");
      return (await programOutput("bash", ["--norc", "-c", code], { env })).trim().split("\n");
    };
    assert.deepEqual(await complete("nerdsh imag"), ["image", "images"]);
    assert.deepEqual(await complete("nerdsh engine sta"), ["start", "status"]);
    assert.deepEqual(await complete("nerdsh run --rm bu"), ["busybox:latest"]);
    assert.deepEqual(await complete("nerdsh run --rm busybox:la"), ["latest"]);
    assert.deepEqual(await complete("nerdsh run --pull=al"), ["always"]);
  });
});
