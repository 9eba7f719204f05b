import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { diff } from "../../support/leftovers.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import type { World } from "../../support/private-world.ts";
import { runProgram } from "../../support/program.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

/** A shell's command line in which `nerdsh` is the world's. */
async function shell(world: World, script: string, options: { readonly timeoutMs?: number } = {}) {
  const nerdsh = nerdshCommand().map((word) => `'${word}'`);
  const words = ["-c", `nerdsh() { ${nerdsh.join(" ")} "$@"; }\n${script}`];
  return await runProgram("bash", words, { ...options, env: nerdshEnvironment(world.env) });
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Random bytes, of which a whole block is repeated: no codec could pass them unharmed by chance. */
async function writeRandom(file: string, megabytes: number): Promise<void> {
  const block = randomBytes(1_000_000);
  const blocks = new PassThrough();
  const written = pipeline(blocks, createWriteStream(file));
  for (let index = 0; index < megabytes; index++) {
    block.writeUInt32LE(index);
    if (!blocks.write(Buffer.from(block))) await once(blocks, "drain");
  }
  blocks.end();
  await written;
}

describe("the input of run -i", () => {
  test("comes back from cat byte for byte, 500 MB of it", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    const [from, to] = [join(directory.path, "from"), join(directory.path, "to")];
    await writeRandom(from, 500);
    const result = await shell(world, `nerdsh run -i --rm --network none busybox cat <'${from}' >'${to}'`);
    assert.deepEqual(result, { exitCode: 0, stdout: "", stderr: "" });
    assert.equal(await sha256(to), await sha256(from));
  });

  test("may be no text, and may be nothing", async () => {
    await using world = await testWorld();
    const words = ["run", "-i", "--rm", "--network", "none", "busybox", "od", "-An", "-tx1"];
    const { stdout } = await world.nerdsh(words, { input: Buffer.from([0, 0xff, 0x1b, 0x0d, 0x0a, 0x04, 0xc3]) });
    assert.equal(stdout, " 00 ff 1b 0d 0a 04 c3\n");
    assert.deepEqual(await world.nerdsh(words), { exitCode: 0, stdout: "", stderr: "" });
  });

  test("may be closed", async () => {
    await using world = await testWorld();
    const { exitCode, stdout } = await shell(world, "nerdsh run -i --rm --network none busybox cat <&-");
    assert.deepEqual({ exitCode, stdout }, { exitCode: 0, stdout: "" });
  });

  test("need not be read: a command that ends without ends run", async () => {
    await using world = await testWorld();
    const { exitCode } = await shell(world, "yes | nerdsh run -i --rm --network none busybox true");
    assert.equal(exitCode, 0);
  });

  test("is empty without -i, whatever the caller's is", async () => {
    await using world = await testWorld();
    const words = ["run", "--rm", "--network", "none", "busybox", "wc", "-c"];
    assert.equal((await world.nerdsh(words, { input: "not for it" })).stdout.trim(), "0");
  });
});

describe("the output of run", () => {
  test("ends with its reader: with --rm the container goes, quietly", async () => {
    await using world = await testWorld();
    const earlier = await world.census();
    const { stdout, stderr } = await shell(
      world,
      "nerdsh run --rm --network none busybox yes | head -n 1; echo ${PIPESTATUS[0]}",
    );
    assert.deepEqual({ stdout, stderr }, { stdout: "y\n141\n", stderr: "" });
    assert.deepEqual(diff(earlier, await world.census()), {});
  });

  test("goes on to the log without its reader, where the container stays", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const script = "for i in 1 2 3 4 5; do echo line $i; sleep 0.3; done";
    const { stdout } = await shell(
      world,
      `nerdsh run --name ${job.name} --network none busybox sh -c '${script}' | head -n 1`,
    );
    assert.equal(stdout, "line 1\n");
    assert.equal((await world.nerdsh(["wait", job.name])).stdout, "0\n");
    assert.equal((await world.nerdsh(["logs", job.name])).stdout, "line 1\nline 2\nline 3\nline 4\nline 5\n");
  });

  test("is in the log afterwards, each stream as it was", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const script = "cat; echo to stderr >&2; printf 'no line break'";
    const words = ["-i", "--name", job.name, "--network", "none", "busybox", "sh", "-c", script];
    const shown = await world.nerdsh(["run", ...words], { input: "from stdin\n" });
    assert.deepEqual(shown, { exitCode: 0, stdout: "from stdin\nno line break", stderr: "to stderr\n" });
    assert.deepEqual(await world.nerdsh(["logs", job.name]), shown);
  });

  test("is in the log, all that was shown and all that follows, where run is killed", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const script = "for i in 1 2 3 4 5 6; do echo line $i; sleep 0.3; done";
    await using run = new RunningNerdsh(world, [
      "run",
      "--name",
      job.name,
      "--network",
      "none",
      "busybox",
      "sh",
      "-c",
      script,
    ]);
    await run.until("line 2");
    run.kill("SIGKILL");
    const { stdout } = await run.end();
    await world.nerdsh(["wait", job.name]);
    const log = (await world.nerdsh(["logs", job.name])).stdout;
    assert.ok(log.startsWith(stdout));
    assert.ok(log.endsWith("line 6\n"));
  });

  test("is all there where the command ends at once, and where a child keeps a stream open", async () => {
    await using world = await testWorld();
    const burst = await shell(world, "nerdsh run --rm --network none busybox seq 1000000 | md5sum");
    assert.equal(burst.stdout, (await runProgram("sh", ["-c", "seq 1000000 | md5sum"])).stdout);
    const words = ["run", "--rm", "--network", "none", "busybox", "sh", "-c", "sleep 1000000 & echo done"];
    assert.deepEqual(await world.nerdsh(words), { exitCode: 0, stdout: "done\n", stderr: "" });
  });
});

describe("the streams of exec", () => {
  test("carry 100 MB each way through exec -i cat", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await using directory = await temporaryDirectory();
    const [from, to] = [join(directory.path, "from"), join(directory.path, "to")];
    await writeRandom(from, 100);
    await world.nerdsh(["run", "-d", "--name", box.name, "--network", "none", "busybox", "sleep", "1000000"]);
    const result = await shell(world, `nerdsh exec -i ${box.name} cat <'${from}' >'${to}'`);
    assert.deepEqual(result, { exitCode: 0, stdout: "", stderr: "" });
    assert.equal(await sha256(to), await sha256(from));
  });

  test("end with their reader, and the command with them", async () => {
    await using world = await testWorld();
    await using box = containerName(world);
    await world.nerdsh(["run", "-d", "--name", box.name, "--network", "none", "busybox", "sleep", "1000000"]);
    const { stdout, stderr } = await shell(world, `nerdsh exec ${box.name} yes | head -n 1`);
    assert.deepEqual({ stdout, stderr }, { stdout: "y\n", stderr: "" });
    await until("the command is gone", async () => !/yes/.test((await world.nerdsh(["exec", box.name, "ps"])).stdout));
  });
});

test("logs -f ends quietly with its reader", async () => {
  await using world = await testWorld();
  await using box = containerName(world);
  const script = "while echo tick; do sleep 0.1; done";
  await world.nerdsh(["run", "-d", "--name", box.name, "--network", "none", "busybox", "sh", "-c", script]);
  const { stdout, stderr } = await shell(world, `nerdsh logs -f ${box.name} | head -n 2`);
  assert.deepEqual({ stdout, stderr }, { stdout: "tick\ntick\n", stderr: "" });
});
