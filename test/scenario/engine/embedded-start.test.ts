import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, readlinkSync, renameSync, statSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { engineFiles } from "../../../src/engine/embedded/engine-files.ts";
import type { NerdEvent } from "../../../src/events.ts";
import { until } from "../../support/condition.ts";
import { type EngineRoot, engineRoot } from "../../support/engine-root.ts";
import { processTable } from "../../support/process-table.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const source = fileURLToPath(new URL("../../fixtures/programs/start-engine.ts", import.meta.url));

/** A program that starts the engine of `$NERDSH_ROOT` and says what it got, as one file: twenty of it start in a second. */
async function engineStarter(
  directory: string,
): Promise<(root: EngineRoot) => ChildProcessByStdio<null, Readable, null>> {
  const outfile = join(directory, "start-engine.mjs");
  await build({ entryPoints: [source], outfile, bundle: true, platform: "node", format: "esm", target: "node20" });
  return ({ settings }) =>
    spawn(process.execPath, [outfile], {
      env: { ...process.env, NERDSH_ROOT: settings.root },
      stdio: ["ignore", "pipe", "inherit"],
    });
}

describe("the embedded engine", () => {
  test("is started by the first who asks, and found by the next", async () => {
    await using root = await engineRoot();
    const events: NerdEvent[] = [];
    const first = await root.start(events);
    const second = await root.start(events);
    assert.deepEqual(first, { address: root.settings.address, pid: root.pid, isNew: true });
    assert.deepEqual(second, { ...first, isNew: false });
    assert.deepEqual(
      events.map(({ type }) => type),
      ["engine.starting", "engine.started"],
    );
    const { version } = await root.engine.introspection.version();
    assert.match(version, /^v?\d+\.\d+/);
  });

  test("is started once by twenty processes that ask at the same moment", async () => {
    await using root = await engineRoot();
    await using directory = await temporaryDirectory();
    const startElsewhere = await engineStarter(directory.path);
    const children = Array.from({ length: 20 }, () => startElsewhere(root));
    const outputs = await Promise.all(children.map(({ stdout }) => text(stdout)));
    const started: readonly { pid: number; isNew: boolean }[] = outputs.map((output) => JSON.parse(output));
    assert.deepEqual([...new Set(started.map(({ pid }) => pid))], [root.pid]);
    assert.equal(started.filter(({ isNew }) => isNew).length, 1);
  });

  test("is finished by the next command where its starter is killed", async () => {
    await using root = await engineRoot();
    await using directory = await temporaryDirectory();
    const startElsewhere = await engineStarter(directory.path);
    const child = startElsewhere(root);
    await until("containerd is there", () => root.pid !== undefined);
    const { pid } = root;
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.deepEqual(await root.start(), { address: root.settings.address, pid, isNew: false });
  });

  test("has its shims started, and cleared up after, as the shim itself does it", async () => {
    await using root = await engineRoot();
    await root.start();
    root.runContainer("fronted");
    const { address, runtimeDir } = root.settings;
    const bundle = join(runtimeDir, "containerd/io.containerd.runtime.v2.task/default/fronted");
    const front = join(root.settings.root, "shim/containerd-shim-runc-v2");
    assert.equal(readFileSync(join(bundle, "shim-binary-path"), "utf8"), front);
    const socket = createHash("sha256").update(`${address}/default/fronted`).digest("hex");
    assert.equal(readFileSync(join(bundle, "address"), "utf8"), `unix:///run/containerd/s/${socket}`);
    assert.equal(statSync(`/run/containerd/s/${socket}`).mode & 0o777, 0o600);
    const shim = processTable().find(({ command }) => command.includes("fronted") && command.includes(address))!;
    const words = ["-namespace", "default", "-id", "fronted", "-address", address];
    assert.deepEqual(shim.command.slice(1), words);
    assert.match(shim.command[0]!, /^\/.*\/containerd-shim-runc-v2$/);
    assert.notEqual(shim.command[0], front);
    const environment = readFileSync(`/proc/${shim.pid}/environ`, "utf8").split("\0");
    const processors = environment.flatMap((variable) => /^GOMAXPROCS=(.*)$/.exec(variable)?.slice(1) ?? []);
    assert.equal(processors.length, 1);
    assert.ok(Number(processors[0]) >= 1 && Number(processors[0]) <= Math.min(4, cpus().length), processors[0]);
    const score = (pid: number) => Number(readFileSync(`/proc/${pid}/oom_score_adj`, "utf8"));
    assert.equal(score(shim.pid), Math.min(score(root.pid!) + 1, 1000));
    await root.engine.tasks.kill({ id: "fronted" }, 9, { all: true });
    await root.engine.tasks.wait({ id: "fronted" });
    await root.engine.tasks.delete("fronted");
    assert.deepEqual([existsSync(bundle), existsSync(`/run/containerd/s/${socket}`)], [false, false]);
    assert.doesNotMatch(readFileSync(engineFiles(root.settings).log, "utf8"), /cleanup warnings|failed to clean/);
  });

  test("is started anew where it was killed, and its containers run on", async () => {
    await using root = await engineRoot();
    const { pid } = await root.start();
    root.runContainer("outliver");
    const { pid: processId } = await root.engine.tasks.get({ id: "outliver" });
    process.kill(pid, "SIGKILL");
    await until("containerd is gone", () => root.pid === undefined);
    const again = await root.start();
    assert.equal(again.isNew, true);
    assert.notEqual(again.pid, pid);
    const { pid: sameProcess, status } = await root.engine.tasks.get({ id: "outliver" });
    assert.deepEqual([sameProcess, status], [processId, "RUNNING"]);
  });

  test("runs containers by a runc that is sealed in memory, and leaves none of them a way to it", async () => {
    await using root = await engineRoot();
    const { pid } = await root.start();
    root.runContainer("sealed");
    const task = await root.engine.tasks.get({ id: "sealed" });
    const parent = Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${task.pid}/status`, "utf8"))?.[1]);
    await until("runc has given way", () => readlinkSync(`/proc/${task.pid}/exe`).endsWith("/busybox"));
    const hasRunc = (process: number) => existsSync(`/proc/${process}/fd/200`);
    assert.deepEqual([pid, parent, task.pid].map(hasRunc), [true, true, false]);
    assert.match(readlinkSync(`/proc/${parent}/fd/200`), /^\/memfd:runc/);
  });

  test("is found where its launcher died while the socket was parked", async () => {
    await using root = await engineRoot();
    const { pid } = await root.start();
    const { socket, parkedSocket } = engineFiles(root.settings);
    renameSync(socket, parkedSocket);
    assert.deepEqual(await root.start(), { address: socket, pid, isNew: false });
  });

  test("has a session and a directory of its own, and nothing of its starter's environment", async () => {
    await using root = await engineRoot();
    const umask = process.umask(0o077);
    const { pid } = await root.start().finally(() => process.umask(umask));
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .map((line) => line.split("=", 1)[0]);
    const [, , , session] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    const [, , , ownSession] = readFileSync("/proc/self/stat", "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    assert.deepEqual(
      environment.filter((name) => !["", "PATH", "PWD", "OLDPWD"].includes(name!)),
      [],
    );
    assert.notEqual(session, ownSession);
    assert.match(readFileSync(`/proc/${pid}/status`, "utf8"), /^Umask:\s*0022$/m);
  });
});
