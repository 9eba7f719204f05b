import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import type { ProgramOptions } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";
import { worldContext } from "../../support/world-context.ts";

before(readyCommandLine);

async function shell(flags: readonly string[], script: string, options: ProgramOptions = {}, image = "busybox") {
  await using world = await testWorld();
  return await world.nerdsh(["run", "--rm", "--network", "none", ...flags, image, "sh", "-c", script], options);
}

async function refusal(...flags: string[]): Promise<string | undefined> {
  const { exitCode, stderr } = await shell(flags, "true");
  assert.equal(exitCode, 125);
  return stderr.split("\n")[0];
}

describe("run --mount", () => {
  test("binds, and mounts volumes and memory", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "in"), "from the host\n");
    const flags = [
      ["--mount", `type=bind,src=${directory.path},dst=/b,ro`],
      ["--mount", "type=volume,src=mount-data,dst=/v"],
      ["--mount", "type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-mode=1770"],
    ].flat();
    const script = "cat /b/in; touch /b/x 2>&1; echo kept >/v/file; stat -c %a /t; grep ' /t ' /proc/mounts";
    const { stdout, stderr } = await shell(flags, script);
    const lines = stdout.split("\n");
    assert.deepEqual(lines.slice(0, 3), ["from the host", "touch: /b/x: Read-only file system", "1770"], stderr);
    assert.match(lines[3]!, /^tmpfs \/t tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k,mode=1770/);
    await mkdir(join(directory.path, "sub"));
    const sub = await shell(["--mount", "src=mount-data,dst=/s,volume-subpath=file,ro"], "cat /s");
    assert.equal(sub.stdout, "kept\n");
  });

  test("makes no source of a bind unless it is told to", async () => {
    await using directory = await temporaryDirectory();
    const source = join(directory.path, "new");
    assert.equal(
      await refusal("--mount", `type=bind,src=${source},dst=/b`),
      `nerdsh: invalid mount config for type "bind": bind source path does not exist: ${source}`,
    );
    assert.deepEqual(await readdir(directory.path), []);
    await shell(["--mount", `type=bind,src=${source},dst=/b,bind-create-host-path`], "echo x >/b/file");
    assert.deepEqual(await readdir(source), ["file"]);
  });

  test("shows the files of another image, which nobody can change", async () => {
    await using world = await testWorld();
    using context = await worldContext(world);
    await imageFromFiles(context, { name: "mounted", files: { "/greeting": "hello\n" } });
    const snapshots = async () => (await context.engine.snapshots().list()).filter(({ name }) => /image/.test(name));
    const { stdout } = await shell(["--mount", "type=image,src=mounted,dst=/i"], "cat /i/greeting; touch /i/x 2>&1");
    assert.equal(stdout, "hello\ntouch: /i/x: Read-only file system\n");
    assert.deepEqual(await snapshots(), []);
  });

  test("shows a part of another image, as its layers make it", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    const make = "mkdir -p /part/kept /part/gone; echo low >/part/kept/a; echo low >/part/gone/a; echo x >/part/file";
    await world.nerdsh(["run", "--name", box.name, "--network", "none", "busybox", "sh", "-c", make]);
    await world.nerdsh(["commit", box.name, "layer-one"]);
    await world.nerdsh(["rm", box.name]);
    const change =
      "rm -r /part/gone; mkdir /part/gone; echo high >/part/gone/b; echo high >/part/kept/b; rm /part/file";
    await world.nerdsh(["run", "--name", box.name, "--network", "none", "layer-one", "sh", "-c", change]);
    await world.nerdsh(["commit", box.name, "layer-two"]);
    const mount = (path: string) => ["--mount", `type=image,src=layer-two,dst=/i,image-subpath=${path}`];
    const seen = await shell(mount("part"), "cd /i; find . | sort; cat kept/*; touch x 2>&1");
    const files = [".", "./gone", "./gone/b", "./kept", "./kept/a", "./kept/b", "high", "low"];
    assert.deepEqual(seen.stdout.trim().split("\n").sort(), [...files, "touch: x: Read-only file system"].sort());
    assert.equal((await shell(mount("part/gone"), "ls /i")).stdout, "b\n");
    assert.equal((await shell(mount("part/kept/a"), "cat /i")).stdout, "low\n");
    for (const path of ["part/file", "part/gone/a", "nothing"]) {
      assert.equal(await refusal(...mount(path)), `nerdsh: no such file or directory in the image: ${path}`);
    }
    await world.nerdsh(["rmi", "-f", "layer-one", "layer-two"]);
  });

  test("refuses what cannot be, with nothing made", async () => {
    await using world = await testWorld();
    const earlier = (await world.census())["volumes"];
    const twice = await refusal("-v", "never-made:/b", "--mount", "type=tmpfs,dst=/b");
    assert.equal(twice, "nerdsh: duplicate mount point: /b");
    assert.match((await refusal("--mount", "src=never-made")) ?? "", /target is required/);
    assert.match((await refusal("--volumes-from", "nobody")) ?? "", /no such container: nobody/);
    assert.match((await refusal("--volume-driver", "nfs", "-v", "never-made:/b")) ?? "", /expected one of local/);
    assert.match((await refusal("--tmpfs", "/t:colour=red")) ?? "", /invalid tmpfs option \["colour=red"\]/);
    assert.deepEqual((await world.census())["volumes"], earlier);
  });
});

test("run --tmpfs runs nothing from it, unless it is told to", async () => {
  const script = "cp /bin/busybox /t/true && /t/true 2>&1; echo $?";
  assert.equal((await shell(["--tmpfs", "/t"], script)).stdout, "sh: /t/true: Permission denied\n126\n");
  assert.equal((await shell(["--tmpfs", "/t:exec,size=8m"], script)).stdout, "0\n");
});

test("a read-only bind shows what is mounted below it read-only, too", async () => {
  // `/dev/shm` is a mount of its own on any host.
  const write = "touch /host/shm/nerdsh-test 2>&1 || true";
  const readonly = "touch: /host/shm/nerdsh-test: Read-only file system\n";
  assert.equal((await shell(["-v", "/dev:/host:ro"], write)).stdout, readonly);
  const alone = ["--mount", "type=bind,src=/dev,dst=/host,ro,bind-recursive=writable"];
  assert.equal((await shell(alone, `${write}; rm /host/shm/nerdsh-test`)).stdout, "");
});

describe("an empty volume", () => {
  const look = "stat -c '%u:%g %a' /data /data/file; cat /data/file";
  const seen = "1000:1001 2750\n1000:1001 640\nof the image\n";

  test("gets what the image has there, with owners, once", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    const make =
      "mkdir /data; echo of the image >/data/file; chown -R 1000:1001 /data; chmod 2750 /data; chmod 640 /data/file; ln -s data /link";
    await world.nerdsh(["run", "--name", box.name, "--network", "none", "busybox", "sh", "-c", make]);
    assert.match((await world.nerdsh(["commit", box.name, "with-data"])).stdout, /^sha256:[0-9a-f]{64}\n$/);
    const run = async (flags: readonly string[], script: string) =>
      (await shell(flags, script, {}, "with-data")).stdout;
    assert.equal(await run(["-v", "filled-data:/data"], `${look}; echo changed >/data/file`), seen);
    assert.match(await run(["-v", "filled-data:/data"], look), /\nchanged\n$/);
    assert.equal(await run(["-v", "/data"], look), seen);
    assert.equal(await run(["-v", "filled-by-link:/link"], "cat /link/file"), "of the image\n");
    assert.equal(await run(["-v", "left-empty:/data:nocopy"], "ls /data"), "");
    assert.equal(await run(["--mount", "src=left-empty-too,dst=/data,volume-nocopy"], "ls /data"), "");
  });
});

describe("run --volumes-from", () => {
  test("mounts what another container has, whose volumes stay as long as anybody has them", async () => {
    await using world = await testWorld();
    await using first = containerName(world);
    await using second = containerName(world);
    const run = async (name: string, flags: readonly string[], script: string) =>
      await world.nerdsh(["run", "--name", name, "--network", "none", ...flags, "busybox", "sh", "-c", script]);
    const volumes = async () => (await world.census())["volumes"];
    const earlier = await volumes();
    await run(first.name, ["-v", "/shared"], "echo of the first >/shared/file");
    const both = await run(
      second.name,
      ["--volumes-from", `${first.name}:ro`],
      "cat /shared/file; touch /shared/x 2>&1",
    );
    assert.equal(both.stdout, "of the first\ntouch: /shared/x: Read-only file system\n");
    await world.nerdsh(["rm", "--volumes", first.name]);
    assert.equal((await world.nerdsh(["start", "--attach", second.name])).stdout, both.stdout);
    await world.nerdsh(["rm", "--volumes", second.name]);
    assert.deepEqual(await volumes(), earlier);
  });
});

test("inspect shows what was asked for, in Docker's shape", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  const flags = ["-v", "shown:/a:ro", "-v", "/nameless", "--mount", "type=tmpfs,dst=/b", "--tmpfs", "/c:size=1m"];
  await world.nerdsh(["create", "--name", box.name, "--network", "none", ...flags, "busybox"]);
  const [document] = JSON.parse((await world.nerdsh(["inspect", box.name])).stdout);
  const { Binds, Mounts, Tmpfs, VolumesFrom } = document.HostConfig;
  assert.deepEqual(
    { Binds, Mounts, Tmpfs, VolumesFrom },
    {
      Binds: ["shown:/a:ro"],
      Mounts: [{ Type: "tmpfs", Target: "/b" }],
      Tmpfs: { "/c": "size=1m" },
      VolumesFrom: null,
    },
  );
  assert.deepEqual(document.Config.Volumes, { "/nameless": {} });
  const [volume, nameless, memory, ...others] = document.Mounts;
  assert.match(nameless.Name, /^[0-9a-f]{64}$/);
  assert.match(volume.Source, /\/shown\/_data$/);
  const expected = {
    Type: "volume",
    Name: "shown",
    Source: volume.Source,
    Destination: "/a",
    Driver: "local",
    Mode: "ro",
  };
  assert.deepEqual(volume, { ...expected, RW: false, Propagation: "" });
  assert.deepEqual(memory, { Type: "tmpfs", Source: "", Destination: "/b", Mode: "", RW: true, Propagation: "" });
  assert.deepEqual(others, []);
});
