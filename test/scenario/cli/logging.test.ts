import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { containerName } from "../../support/container-name.ts";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import type { World } from "../../support/private-world.ts";
import { RunningNerdsh } from "../../support/running-nerdsh.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

async function runDetached(world: World, name: string, command: readonly string[], flags: readonly string[] = []) {
  const words = ["run", "--detach", "--name", name, "--network", "none", ...flags, "busybox", ...command];
  const { exitCode, stdout, stderr } = await world.nerdsh(words);
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}

/** What a command writes to stdout, as a hash: too much to be kept. */
async function outputHash(world: World, words: readonly string[]): Promise<{ bytes: number; sha256: string }> {
  const [file, ...first] = nerdshCommand();
  const child = spawn(file, [...first, ...words], {
    env: nerdshEnvironment(world.env),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const hash = createHash("sha256");
  let bytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  await once(child, "close");
  return { bytes, sha256: hash.digest("hex") };
}

describe("--log-driver", () => {
  test("json-file rotates under load, and who follows misses no line", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const count = 100_000;
    const options = ["--log-opt", "max-size=400k", "--log-opt", "max-file=1000"];
    await runDetached(world, job.name, ["sh", "-c", `sleep 1; seq 1 ${count}`], options);
    await using follower = new RunningNerdsh(world, ["logs", "--follow", job.name]);
    await using killed = new RunningNerdsh(world, ["logs", "--follow", job.name]);
    await killed.until("1\n");
    killed.kill("SIGKILL");
    const { stdout } = await follower.end();
    const expected = Array.from({ length: count }, (_, index) => `${index + 1}\n`).join("");
    assert.ok(stdout === expected, `${stdout.length} bytes, ending in ${JSON.stringify(stdout.slice(-20))}`);
    assert.ok((await world.nerdsh(["logs", job.name])).stdout === expected);
    assert.equal((await world.nerdsh(["logs", "--tail", "2", job.name])).stdout, `${count - 1}\n${count}\n`);
  });

  test("is shown by inspect, its attributes by logs --details", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const options = ["tag={{.Name}} & co", "labels=team", "env-regex=^ST"].flatMap((option) => ["--log-opt", option]);
    const marks = ["--label", "team=blue", "--env", "STAGE=a,b"];
    const id = await runDetached(world, job.name, ["echo", "hello"], [...options, ...marks]);
    await world.nerdsh(["wait", job.name]);
    const details = await world.nerdsh(["logs", "--details", job.name]);
    assert.equal(details.stdout, `STAGE=a%2Cb,tag=${job.name}+%26+co,team=blue hello\n`);
    assert.equal((await world.nerdsh(["logs", job.name])).stdout, "hello\n");
    assert.match((await world.nerdsh(["logs", "-t", "--details", job.name])).stdout, /^\d{4}-\S+Z STAGE=\S+ hello\n$/);
    const { stdout } = await world.nerdsh(["inspect", job.name]);
    const [{ LogPath, HostConfig }] = JSON.parse(stdout);
    assert.equal(HostConfig.LogConfig.driver, "json-file");
    assert.equal(HostConfig.LogConfig.Type, "json-file");
    assert.deepEqual(HostConfig.LogConfig.Config, HostConfig.LogConfig.opts);
    assert.equal(HostConfig.LogConfig.opts.labels, "team");
    const [record] = (await readFile(LogPath, "utf8")).split("\n");
    const attributes = { team: "blue", STAGE: "a,b", tag: `${job.name} & co` };
    assert.deepEqual(JSON.parse(record!).attrs, attributes);
    const config = JSON.parse(await readFile(join(LogPath, "../log-config.json"), "utf8"));
    assert.equal(config.opts.tag, "{{.Name}} & co");
    assert.equal(LogPath.endsWith(`${id}-json.log`), true);
  });

  test("that keeps nothing here says so, and shows a foreground run its output as ever", async () => {
    await using world = await testWorld();
    for (const driver of ["none", `file://${world.root}/plain.log`]) {
      await using job = containerName(world);
      const words = ["--name", job.name, "--network", "none", "--log-driver", driver, "busybox", "echo", "seen"];
      assert.equal((await world.nerdsh(["run", ...words])).stdout, "seen\n");
      const { exitCode, stderr } = await world.nerdsh(["logs", job.name]);
      assert.equal(exitCode, 1);
      assert.match(stderr, /configured logging driver does not support reading/);
    }
    await using job = containerName(world);
    await runDetached(world, job.name, ["echo", "plain"], ["--log-driver", `file://${world.root}/plain.log`]);
    await world.nerdsh(["wait", job.name]);
    assert.equal(await readFile(`${world.root}/plain.log`, "utf8"), "plain\n");
  });

  test("syslog sends to its server, of a container that is started again too", async () => {
    await using world = await testWorld();
    await using job = containerName(world);
    const server = createSocket("udp4");
    const messages: string[] = [];
    server.on("message", (message) => messages.push(String(message)));
    server.bind(0, "127.0.0.1");
    await once(server, "listening");
    const options = [`syslog-address=udp://127.0.0.1:${server.address().port}`, "tag={{.Name}}"];
    const flags = ["--log-driver", "syslog", ...options.flatMap((option) => ["--log-opt", option])];
    await runDetached(world, job.name, ["echo", "from a container"], flags);
    await until("its line", () => messages.length === 1);
    await world.nerdsh(["wait", job.name]);
    await world.nerdsh(["start", job.name]);
    await until("its second", () => messages.length === 2);
    for (const message of messages)
      assert.match(message, new RegExp(`^<30>.* ${job.name}\\[\\d+\\]: from a container\n$`));
    server.close();
  });

  test("that there is not is refused before anything is made", async () => {
    await using world = await testWorld();
    for (const [flags, message] of [
      [["--log-driver", "jurnald"], /no log driver named 'jurnald' is registered\n {2}did you mean journald\?/],
      [
        ["--log-opt", "max-sise=1m"],
        /unknown log opt 'max-sise' for json-file log driver\n {2}did you mean max-size\?/,
      ],
      [["--log-opt", "max-size=big"], /not a log size: big/],
    ] as const) {
      const { exitCode, stderr } = await world.nerdsh(["create", "--name", "never", ...flags, "busybox"]);
      assert.equal(exitCode, 125);
      assert.match(stderr, message);
    }
    assert.equal((await world.nerdsh(["ps", "-aq", "--filter", "name=never"])).stdout, "");
  });
});

test("a burst of 200 MB that ends without a newline, of a container that exits at once, is kept to the last byte", async () => {
  await using world = await testWorld();
  await using job = containerName(world);
  const line = `${"a line of some length ".repeat(45)}\n`;
  const bytes = 200_000_000;
  const text = Buffer.alloc(bytes, line);
  const script = `yes "${line.trimEnd()} " | head -c ${bytes}`;
  await runDetached(world, job.name, ["sh", "-c", script]);
  await world.nerdsh(["wait", job.name]);
  assert.deepEqual(await outputHash(world, ["logs", job.name]), {
    bytes,
    sha256: createHash("sha256").update(text).digest("hex"),
  });
});
