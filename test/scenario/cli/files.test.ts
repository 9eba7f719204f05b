import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { containerName } from "../../support/container-name.ts";
import type { World } from "../../support/private-world.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

async function run(world: World, name: string, script: string, flags: readonly string[] = []) {
  const words = ["run", "--name", name, "--network", "none", ...flags, "busybox", "sh", "-c", script];
  assert.equal((await world.nerdsh(words)).exitCode, 0);
}

test("cp goes both ways, and takes and gives archives by -", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  await using home = await temporaryDirectory();
  await run(world, box.name, "exec sleep 1000000", ["--detach"]);
  const nerdsh = async (...words: string[]) => await world.nerdsh(words, { cwd: home.path });
  await mkdir(join(home.path, "dir"));
  await writeFile(join(home.path, "dir/file"), "of the host\n");
  assert.deepEqual(await nerdsh("cp", "-a", "dir", `${box.name}:/`), { exitCode: 0, stdout: "", stderr: "" });
  const { stdout } = await nerdsh("exec", box.name, "sh", "-c", "cat /dir/file; ln -s dir/file /link");
  assert.equal(stdout, "of the host\n");
  await nerdsh("cp", "--follow-link", "--quiet", `${box.name}:/link`, "followed");
  assert.equal(await readFile(join(home.path, "followed"), "utf8"), "of the host\n");
  const archive = await nerdsh("cp", `${box.name}:/dir`, "-");
  await nerdsh("exec", box.name, "mkdir", "/again");
  const unpacked = await world.nerdsh(["cp", "-", `${box.name}:/again`], { input: archive.stdout });
  assert.deepEqual([unpacked.exitCode, unpacked.stderr], [0, ""]);
  assert.equal((await nerdsh("exec", box.name, "cat", "/again/dir/file")).stdout, "of the host\n");
  const missing = await nerdsh("cp", `${box.name}:/no/where`, ".");
  assert.deepEqual(
    [missing.exitCode, missing.stderr.split("\n")[0]],
    [1, `nerdsh: the source is not in container ${box.name}: /no/where`],
  );
});

test("diff prints a letter and a path a line", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  await run(world, box.name, "mkdir /made; echo x >/made/file; rm /etc/group");
  assert.equal((await world.nerdsh(["diff", box.name])).stdout, "C /etc\nD /etc/group\nA /made\nA /made/file\n");
});

test("export writes an archive to stdout or a file, never to a terminal", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  await using home = await temporaryDirectory();
  await run(world, box.name, "echo exported >/file");
  const { stdout } = await world.nerdsh(["export", box.name]);
  assert.ok(stdout.includes("exported\n"));
  await world.nerdsh(["container", "export", "-o", "box.tar", box.name], { cwd: home.path });
  assert.ok((await readFile(join(home.path, "box.tar"), "latin1")).includes("exported\n"));
  await using terminal = await world.terminal(["export", box.name]);
  await terminal.until(/cowardly refusing to save to a terminal/);
});

test("commit prints the new image's id, whose config --change has changed", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  await run(world, box.name, "echo committed >/file");
  const changes = ["--change", 'CMD ["cat", "/file"]', "-c", "ENV A=1"];
  const words = ["commit", "--author", "Ada", "-m", "why", "--pause=false", ...changes, box.name, "changed:1"];
  assert.match((await world.nerdsh(words)).stdout, /^sha256:[0-9a-f]{64}\n$/);
  assert.equal((await world.nerdsh(["run", "--rm", "--network", "none", "changed:1"])).stdout, "committed\n");
  const zstd = ["commit", "--compression", "zstd", "-c", "CMD cat /file", box.name, "changed:zstd"];
  const written = await world.nerdsh(zstd);
  // Before 2.0, containerd writes none.
  if (written.exitCode !== 0) assert.match(written.stderr, /this containerd writes no zstd layers/);
  else assert.equal((await world.nerdsh(["run", "--rm", "changed:zstd"])).stdout, "committed\n");
  const wrong = await world.nerdsh(["commit", "-c", "RUN make", box.name, "never"]);
  assert.deepEqual([wrong.exitCode, /RUN is not a valid change command: RUN make/.test(wrong.stderr)], [1, true]);
  const lazy = await world.nerdsh(["commit", "--estargz", box.name, "never"]);
  assert.match(lazy.stderr, /--estargz.*convert the image/);
});

test("commit without a repository makes an image that has none, until it is pruned", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  await run(world, box.name, "echo committed >/file");
  const id = (await world.nerdsh(["commit", "-c", 'CMD ["cat", "/file"]', box.name])).stdout.trim();
  assert.match(id, /^sha256:[0-9a-f]{64}$/);
  const listed = await world.nerdsh([
    "images",
    "--no-trunc",
    "-f",
    "dangling=true",
    "--format",
    "{{.Repository}} {{.ID}}",
  ]);
  assert.equal(listed.stdout, `<none> ${id}\n`);
  assert.equal((await world.nerdsh(["run", "--rm", "--network", "none", id])).stdout, "committed\n");
  assert.match((await world.nerdsh(["image", "prune", "--force"])).stdout, /^untagged: \w+@sha256:/im);
});
