import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ensureBuilder } from "../../../src/build/builder/ensure-builder.ts";
import { type BuilderFiles, builderFiles } from "../../../src/engine/embedded/builder/builder-files.ts";
import { findBuilder } from "../../../src/engine/embedded/builder/builder-process.ts";
import { pendingCleanups } from "../../../src/engine/embedded/builder/cleanup.ts";
import { builderStatuses } from "../../../src/engine/embedded/builder/status.ts";
import { cleanUpAfterBuilder, stopBuilders } from "../../../src/engine/embedded/builder/stop.ts";
import type { NerdEvent } from "../../../src/events.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { buildxBuild } from "../../support/buildx.ts";
import { until } from "../../support/condition.ts";
import { engineRoot } from "../../support/engine-root.ts";
import { outsideHost } from "../../support/outside-host.ts";
import { killNow, processTable } from "../../support/process-table.ts";
import { programOutput } from "../../support/program.ts";

const emit = () => {};

/** An engine's root whose builders end before it does. */
async function builderRoot(changes: Partial<Settings> = {}) {
  const root = await engineRoot(changes);
  const { settings } = root;
  return {
    root,
    settings,
    files: builderFiles(settings, settings.namespace),
    async [Symbol.asyncDispose]() {
      await stopBuilders(settings, { force: true });
      await root[Symbol.asyncDispose]();
    },
  };
}

/** busybox, and a RUN that reaches an address. */
async function buildContext(directory: string, address: string): Promise<string> {
  const context = join(directory, "context");
  await mkdir(context);
  await copyFile("/bin/busybox", join(context, "busybox"));
  const lines = [
    "FROM scratch",
    "COPY busybox /bin/busybox",
    `RUN ["/bin/busybox", "ping", "-c", "1", "-W", "20", "${address}"]`,
  ];
  await writeFile(join(context, "Dockerfile"), `${lines.join("\n")}\n`);
  return context;
}

/** Everything that a builder has on the host beside its process. */
async function traces({ bridge, cgroup, runtime }: BuilderFiles): Promise<string[]> {
  const tables = (await programOutput("nft", ["list", "tables"])).split("\n").filter((line) => line.includes(bridge));
  const chains = (await programOutput("iptables-save", [])).split("\n").filter((line) => line.includes(bridge));
  const groups = readdirSync("/sys/fs/cgroup").filter((name) => existsSync(join("/sys/fs/cgroup", name, cgroup)));
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => line.includes(runtime));
  const links = existsSync(`/sys/class/net/${bridge}`) ? [bridge] : [];
  return [...tables, ...chains, ...groups, ...mounts, ...links];
}

function launcherOf(files: BuilderFiles): number {
  const launcher = processTable().find(({ command }) => command[1] === files.launcher);
  assert.ok(launcher, "there is a launcher");
  return launcher.pid;
}

describe("a builder of nerdsh's own", () => {
  test("is started once for all who ask, builds into the engine with a way to the outside, and leaves nothing when it is stopped", async () => {
    await using builder = await builderRoot();
    const { settings, files, root } = builder;
    const events: NerdEvent[] = [];
    const asked = Array.from({ length: 5 }, () => ensureBuilder(settings, { emit: (event) => events.push(event) }));
    const started = await Promise.all(asked);
    const address = `docker://${files.sockets.dockerd}`;
    for (const held of started) held[Symbol.dispose]();
    assert.deepEqual([...new Set(started.map((one) => one.address))], [address]);
    assert.equal(started.filter(({ isNew }) => isNew).length, 1);
    assert.deepEqual(
      events.flatMap(({ type }) => (type.startsWith("builder.") ? [type] : [])),
      ["builder.starting", "builder.started"],
    );
    const [{ pid, ...status } = {}] = await builderStatuses(settings);
    assert.deepEqual(status, { namespace: "default", state: "running", program: "dockerd", address, log: files.log });

    // It knows no way back but to this host: so it answers only to the host's own address.
    await using outside = await outsideHost();
    const context = await buildContext(settings.root, outside.address);
    await buildxBuild({ socket: files.sockets.dockerd }, join(settings.root, "buildx"), ["-t", "own:1", context]);
    const image = await root.engine.images.get("docker.io/library/own:1");
    assert.equal(image.name, "docker.io/library/own:1");
    assert.deepEqual(await root.engine.containers.list(), []);

    assert.deepEqual(await stopBuilders(settings), [{ namespace: "default", program: "dockerd", pid }]);
    assert.deepEqual(await traces(files), []);
    assert.deepEqual(await builderStatuses(settings), [{ namespace: "default", state: "stopped" }]);
  });

  test("stops itself when nobody is connected, takes its network away, and is back for the next build", async () => {
    await using builder = await builderRoot({ engineIdleMs: 500 });
    const { settings, files } = builder;
    const held = await ensureBuilder(settings, { emit });
    const first = findBuilder(files)?.pid;
    const idle = builderFiles(settings, "idle");
    (await ensureBuilder(settings, { namespace: "idle", emit }))[Symbol.dispose]();
    await until("the other builder is gone", () => findBuilder(idle) === undefined);
    assert.equal(findBuilder(files)?.pid, first);
    held[Symbol.dispose]();
    await until("the builder is gone", () => findBuilder(files) === undefined);
    await until("its cleanup has run", () => pendingCleanups(files).length === 0);
    assert.deepEqual(await traces(files), []);
    await until("the engine is gone after it", () => builder.root.pid === undefined);
    using again = await ensureBuilder(settings, { emit });
    assert.equal(again.isNew, true);
    assert.notEqual(findBuilder(files)?.pid, first);
  });

  test("is cleaned up after by its launcher where it is killed, and by doctor where that is killed too", async () => {
    await using builder = await builderRoot({ engineIdleMs: 0 });
    const { settings, files } = builder;
    (await ensureBuilder(settings, { emit }))[Symbol.dispose]();
    assert.notDeepEqual(await traces(files), []);
    killNow(findBuilder(files)!.pid);
    await until("the launcher has cleaned up", () => pendingCleanups(files).length === 0);
    assert.deepEqual(await traces(files), []);

    (await ensureBuilder(settings, { emit }))[Symbol.dispose]();
    killNow(launcherOf(files));
    killNow(findBuilder(files)!.pid);
    await until("the builder is gone", () => findBuilder(files) === undefined);
    assert.equal(pendingCleanups(files).length, 1);
    await cleanUpAfterBuilder(settings, "default", {});
    assert.deepEqual(await traces(files), []);
    assert.deepEqual(pendingCleanups(files), []);
  });

  test("is one for each namespace, beside each other", async () => {
    await using builder = await builderRoot();
    const { settings } = builder;
    const [here, there] = await Promise.all([
      ensureBuilder(settings, { emit }),
      ensureBuilder(settings, { namespace: "other", emit }),
    ]);
    assert.notEqual(here.address, there.address);
    for (const held of [here, there]) held[Symbol.dispose]();
    const stopped = await stopBuilders(settings);
    assert.deepEqual(stopped.map(({ namespace }) => namespace).sort(), ["default", "other"]);
    for (const namespace of ["default", "other"]) assert.deepEqual(await traces(builderFiles(settings, namespace)), []);
  });

  test("is refused by name where there is no program for it", async () => {
    await using builder = await builderRoot();
    const { settings, root } = builder;
    await root.start();
    await assert.rejects(ensureBuilder({ ...settings, programDirs: ["/bin"] }, { emit }), {
      code: "BUILDER_UNAVAILABLE",
      message: "no builder is installed: neither buildkitd nor dockerd",
      hint: "apt-get install docker.io, which need not run; or name a builder with BUILDKIT_HOST",
    });
  });

  test("says why it does not start, and leaves nothing", async () => {
    await using builder = await builderRoot();
    const { settings, files, root } = builder;
    await root.start();
    await mkdir(files.data, { recursive: true });
    await writeFile(join(files.data, "network"), "a file where it wants a directory");
    await assert.rejects(ensureBuilder(settings, { emit }), {
      code: "BUILDER_UNAVAILABLE",
      message: /^dockerd exited at its start: /,
    });
    await until("its launcher has cleaned up", () => pendingCleanups(files).length === 0);
    assert.deepEqual(await traces(files), []);
  });
});
