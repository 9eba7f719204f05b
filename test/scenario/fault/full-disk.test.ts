import assert from "node:assert/strict";
import { readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findLeftovers } from "../../../src/system/leftovers/find.ts";
import { diff } from "../../support/leftovers.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { programOutput } from "../../support/program.ts";
import { worldContext } from "../../support/world-context.ts";

/** A world on a disk of its own, with room for busybox and little more. */
async function smallWorld(megabytes: number): Promise<World> {
  const world = await privateWorld();
  const owner = await readFile(join(world.root, "owner"));
  await programOutput("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0711`, "tmpfs", world.root]);
  await writeFile(join(world.root, "owner"), owner);
  return world;
}

/** Takes all the room that is left; the result gives it back. */
async function fill({ root }: World): Promise<() => Promise<void>> {
  const path = join(root, "filler");
  const { bavail, bsize } = await statfs(root);
  await writeFile(path, Buffer.alloc(bavail * bsize)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOSPC") throw error; // The engine has taken some of it meanwhile: it is full all the same.
  });
  return async () => await rm(path);
}

async function leftovers(world: World) {
  using context = await worldContext(world);
  return await findLeftovers(context, Date.now() + 120_000);
}

describe("a full disk", () => {
  test("ends a pull with a hint, and what had come makes room again", async () => {
    await using world = await smallWorld(24);
    const pull = await world.nerdsh(["--progress", "quiet", "pull", "nginx"]);
    assert.equal(pull.exitCode, 1, pull.stderr);
    assert.match(pull.stderr, /^nerdsh: .*no space left.*\n {2}free some space/);
    assert.deepEqual(await leftovers(world), []);
    const run = await world.nerdsh(["--progress", "quiet", "run", "--rm", "busybox", "echo", "room"]);
    assert.deepEqual({ ...run, stderr: "" }, { exitCode: 0, stdout: "room\n", stderr: "" }, run.stderr);
  });

  test("ends a run with a hint, and the same run works once there is room", async () => {
    await using world = await smallWorld(24);
    const words = [
      "--progress",
      "quiet",
      "run",
      "--rm",
      "-p",
      "127.0.0.1::80",
      "-v",
      "/data",
      "busybox",
      "echo",
      "room",
    ];
    const first = await world.nerdsh(words);
    assert.equal(first.stdout, "room\n", first.stderr);
    const before = await world.census();
    const free = await fill(world);
    for (const command of [words, [...words.slice(0, 3), "-d", ...words.slice(3)]]) {
      const run = await world.nerdsh(command);
      assert.equal(run.exitCode, 125, run.stderr);
      assert.match(run.stderr, /^nerdsh: .*no space left.*\n {2}free some space/);
      assert.deepEqual(diff(before, await world.census()), {});
    }
    await free();
    assert.deepEqual(await leftovers(world), []);
    const again = await world.nerdsh(words);
    assert.equal(again.stdout, "room\n", again.stderr);
  });

  test("does not keep a container from being stopped and removed", async () => {
    await using world = await smallWorld(24);
    const run = await world.nerdsh([
      "--progress",
      "quiet",
      "run",
      "-d",
      "--name",
      "full",
      "-p",
      "127.0.0.1::80",
      "busybox",
      "sleep",
      "1000",
    ]);
    assert.equal(run.exitCode, 0, run.stderr);
    const free = await fill(world);
    const removed = await world.nerdsh(["rm", "-f", "full"]);
    assert.equal(removed.exitCode, 0, removed.stderr);
    await free();
    assert.deepEqual(await leftovers(world), []);
  });
});
