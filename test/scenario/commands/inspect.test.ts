import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { World } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";

async function run(world: World, ...words: string[]): Promise<{ readonly id: string } & AsyncDisposable> {
  const { stdout, stderr, exitCode } = await world.nerdsh(["run", "-d", ...words]);
  assert.equal(exitCode, 0, stderr);
  const id = stdout.trim();
  return { id, [Symbol.asyncDispose]: async () => void (await world.nerdsh(["rm", "-f", id])) };
}

describe("inspect", () => {
  test("shows a running container as Docker does", async () => {
    await using world = await testWorld();
    const flags = [
      "--name",
      "web",
      "-p",
      "127.0.0.1::80",
      "-e",
      "A=1",
      "-m",
      "64m",
      "-v",
      "data:/data:ro",
      "-l",
      "role=web",
    ];
    await using web = await run(world, ...flags, "busybox", "sleep", "1000000");
    const [object] = JSON.parse((await world.nerdsh(["inspect", "web"])).stdout);
    const { Id, Name, Path, Args, State, Config, HostConfig, Mounts, NetworkSettings } = object;
    assert.deepEqual([Id, Name, Path, Args], [web.id, "web", "sleep", ["1000000"]]);
    assert.deepEqual([State.Status, State.Running, State.ExitCode], ["running", true, 0]);
    assert.ok(State.Pid > 0 && Date.now() - Date.parse(State.StartedAt) < 600_000);
    assert.deepEqual([Config.Image, Config.Cmd, Config.Labels.role], ["busybox", ["sleep", "1000000"], "web"]);
    assert.ok(Config.Env.includes("A=1"));
    assert.deepEqual([HostConfig.Memory, HostConfig.NetworkMode, HostConfig.AutoRemove], [64 << 20, "bridge", false]);
    assert.deepEqual([HostConfig.CapAdd, HostConfig.RestartPolicy], [[], { Name: "no", MaximumRetryCount: 0 }]);
    assert.deepEqual(
      Mounts.map(({ Type, Name: name, Destination, RW }: Record<string, unknown>) => [Type, name, Destination, RW]),
      [["volume", "data", "/data", false]],
    );
    assert.match(NetworkSettings.IPAddress, /^10\./);
    assert.equal(NetworkSettings.Networks.bridge.IPAddress, NetworkSettings.IPAddress);
    assert.deepEqual(NetworkSettings.Ports["80/tcp"][0].HostIp, "127.0.0.1");
    assert.match(NetworkSettings.Ports["80/tcp"][0].HostPort, /^\d+$/);
  });

  test("tells how a container ended, and what it takes of the disk", async () => {
    await using world = await testWorld();
    await using job = await run(
      world,
      "--network",
      "none",
      "busybox",
      "sh",
      "-c",
      "head -c 100000 /dev/zero > /file; exit 3",
    );
    const waited = await world.nerdsh(["wait", "nobody", job.id]);
    assert.deepEqual([waited.stdout, waited.exitCode], ["3\n", 1]);
    assert.match(waited.stderr, /^nerdsh: no such container: nobody\n/);
    const [object] = JSON.parse((await world.nerdsh(["container", "inspect", "-s", job.id])).stdout);
    const { State, SizeRw, SizeRootFs } = object;
    assert.deepEqual([State.Status, State.Running, State.Pid, State.ExitCode], ["exited", false, 0, 3]);
    assert.ok(Date.now() - Date.parse(State.FinishedAt) < 600_000);
    assert.ok(SizeRw >= 100_000 && SizeRootFs > SizeRw, `${SizeRw} of ${SizeRootFs}`);
  });

  test("answers templates for what is not there as Docker's structs do", async () => {
    await using world = await testWorld();
    const { stdout } = await world.nerdsh(["create", "busybox"]);
    const id = stdout.trim();
    const asked: [template: string, printed: string][] = [
      ["{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}", "none"],
      ["{{json .State.Health}} {{.Config.Healthcheck}}", "null <nil>"],
      ["{{.Config.ExposedPorts}} {{len .Config.ExposedPorts}} {{json .Config.ExposedPorts}}", "map[] 0 null"],
      ["{{.Config.Entrypoint}} {{.HostConfig.Binds}} {{json .HostConfig.Binds}}", "[] [] null"],
      ["{{.Config.StopSignal}}.{{range .Config.OnBuild}}x{{end}}", "."],
    ];
    for (const [template, printed] of asked)
      assert.deepEqual(
        [template, (await world.nerdsh(["inspect", "-f", template, id])).stdout],
        [template, `${printed}\n`],
      );
    const image = '{{.Os}}/{{.Architecture}}{{if .Variant}}/{{.Variant}}{{end}} "{{index .Config.Labels "no"}}"';
    const inspected = await world.nerdsh(["image", "inspect", "-f", image, "busybox"]);
    assert.match(inspected.stdout, /^linux\/\w+ ""\n$/);
    const slip = await world.nerdsh(["inspect", "-f", "{{.State.Helth}}", id]);
    assert.match(slip.stderr, /no such field: Helth/);
    await world.nerdsh(["rm", id]);
  });

  test("tells a container that never ran from one that did", async () => {
    await using world = await testWorld();
    const { stdout } = await world.nerdsh(["create", "--name", "idle", "busybox"]);
    const state = await world.nerdsh(["inspect", "-f", "{{.State.Status}} {{.State.StartedAt}}", stdout.trim()]);
    assert.equal(state.stdout, "created 0001-01-01T00:00:00Z\n");
    const native = JSON.parse((await world.nerdsh(["inspect", "--mode=native", "idle"])).stdout);
    assert.deepEqual([native[0].ID, native[0].Spec.process.args], [stdout.trim(), ["sh"]]);
    await world.nerdsh(["rm", "idle"]);
  });

  test("takes a name for a container first, then for an image, unless told which", async () => {
    await using world = await testWorld();
    await using _box = await run(world, "--network", "none", "--name", "busybox", "busybox", "sleep", "1000000");
    const path = async (...words: string[]) =>
      (await world.nerdsh(["inspect", "-f", "{{.Id}}", ...words])).stdout.trim();
    assert.equal(await path("busybox"), _box.id);
    assert.match(await path("--type", "image", "busybox"), /^sha256:/);
    const other = await world.nerdsh(["inspect", "--type=plugin", "busybox"]);
    assert.match(other.stderr, /invalid value "plugin" for --type: expected one of container, image, network, volume/);
  });

  test("finds networks and volumes, in this order", async () => {
    await using world = await testWorld();
    for (const name of ["Both", "shelf"]) await world.nerdsh(["volume", "create", name]);
    await world.nerdsh(["network", "create", "Both"]);
    const path = async (...words: string[]) => (await world.nerdsh(["inspect", "-f", ...words])).stdout;
    assert.equal(await path("{{.Name}} {{.Driver}}", "Both", "shelf"), "Both bridge\nshelf local\n");
    assert.equal(await path("{{.Driver}} {{.Size}}", "-s", "--type", "volume", "Both"), "local 0\n");
    assert.equal(await path("{{.CNI.name}}", "--mode", "native", "Both"), "Both\n");
    const listed = await world.nerdsh([
      "network",
      "ls",
      "--filter",
      "name=Both",
      "--format",
      "{{.Name}} {{.CreatedAt}}",
    ]);
    assert.match(listed.stdout, /^Both \d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
    const missing = await world.nerdsh(["inspect", "--type", "network", "shelf"]);
    assert.match(missing.stderr, /no such network: shelf/);
    await world.nerdsh(["network", "rm", "Both"]);
    await world.nerdsh(["volume", "rm", "Both", "shelf"]);
  });

  test("prints those it finds, and names the others with what they may have meant", async () => {
    await using world = await testWorld();
    await using box = await run(world, "--network", "none", "--name", "database", "busybox", "sleep", "1000000");
    const missing = await world.nerdsh(["inspect", "databse"]);
    assert.deepEqual([missing.stdout, missing.exitCode], ["[]\n", 1]);
    assert.match(missing.stderr, /no such object: databse\n {2}did you mean database\?/);
    const some = await world.nerdsh(["inspect", "-f", "{{.Id}}", "nothing", "database"]);
    assert.deepEqual([some.stdout, some.exitCode], [`${box.id}\n`, 1]);
    assert.match(some.stderr, /no such object: nothing/);
  });
});
