import assert from "node:assert/strict";
import { before, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

test("a container goes on from its checkpoint where it was", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  const nerdsh = async (...words: string[]) => await world.nerdsh(words);
  const count = "i=0; while true; do i=$((i+1)); echo $i >/next; mv /next /count; sleep 0.1; done";
  await nerdsh("run", "-d", "--name", box.name, "--network", "none", "busybox", "sh", "-c", count);
  const counted = async () => Number((await nerdsh("exec", box.name, "cat", "/count")).stdout);
  await until("it counts", async () => (await counted()) > 3);

  const made = await nerdsh("checkpoint", "create", box.name, "first");
  assert.deepEqual([made.exitCode, made.stdout, made.stderr], [0, "first\n", ""]);
  const status = async () => (await nerdsh("inspect", "--format", "{{.State.Status}}", box.name)).stdout.trim();
  await until("its end", async () => (await status()) === "exited");
  assert.equal((await nerdsh("checkpoint", "ls", box.name)).stdout, "CHECKPOINT NAME\nfirst\n");

  const started = await nerdsh("start", "--checkpoint", "first", box.name);
  assert.deepEqual([started.exitCode, started.stderr], [0, ""]);
  assert.ok((await counted()) > 3);

  const again = await nerdsh("checkpoint", "create", "--leave-running", box.name, "first");
  assert.match(again.stderr, /checkpoint with name first already exists for container/);
  await nerdsh("checkpoint", "create", "--leave-running", box.name, "second");
  assert.equal(await status(), "running");
  await nerdsh("checkpoint", "rm", box.name, "first");
  assert.equal((await nerdsh("checkpoint", "ls", box.name)).stdout, "CHECKPOINT NAME\nsecond\n");
  const gone = await nerdsh("start", "--checkpoint", "first", box.name);
  assert.match(gone.stderr, /no such checkpoint: first/);
});
