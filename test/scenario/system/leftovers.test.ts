import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fifoDirectory, makeFifos } from "../../../src/container/fifos.ts";
import { findContainer } from "../../../src/container/lookup.ts";
import { newId } from "../../../src/container/names.ts";
import { removeContainer } from "../../../src/container/remove.ts";
import { statePaths } from "../../../src/container/state-directory.ts";
import { stopContainer } from "../../../src/container/stop.ts";
import { containerUndoStack, deleteTask } from "../../../src/container/undo.ts";
import { localImage } from "../../../src/image/image.ts";
import { leasedEngine } from "../../../src/image/pull-lease.ts";
import { createNetns, netnsPath } from "../../../src/network/netns.ts";
import { NameStore } from "../../../src/store/name-store.ts";
import { removeLeftovers } from "../../../src/system/doctor.ts";
import { findLeftovers } from "../../../src/system/leftovers/find.ts";
import { until } from "../../support/condition.ts";
import { type Containers, startContainers, type TestContainer } from "../../support/containers.ts";
import { type Census, census, diff } from "../../support/leftovers.ts";

let containers: Containers;
/** Of every state that a container stays in; whatever doctor removes, these are not of it. */
let healthy: { readonly running: TestContainer; readonly exited: TestContainer; readonly created: TestContainer };

before(async () => {
  containers = await startContainers();
  const running = await containers.run({ name: "running", network: "bridge", publish: "80" });
  const exited = await containers.run({ name: "exited" });
  await stopContainer(containers.context, await exited.record(), { timeout: 0 });
  healthy = { running, exited, created: await containers.create({ name: "created" }) };
});
after(async () => {
  await containers[Symbol.asyncDispose]();
});

/** As it will look in two minutes: no thing is too young to be judged. */
const later = () => Date.now() + 120_000;

const found = async () => (await findLeftovers(containers.context, later())).map(({ leftover }) => leftover);

async function assertHealthy(): Promise<void> {
  assert.equal(await healthy.running.output("echo", "alive"), "alive\n");
  assert.match(await healthy.running.output("cat", "/etc/hosts"), /^10\./m);
  const { engine } = containers.context;
  assert.equal((await engine.tasks.get({ id: healthy.exited.id })).status, "STOPPED");
  for (const { id, record } of Object.values(healthy)) {
    const { snapshotKey } = await record();
    assert.equal((await engine.snapshots().stat(snapshotKey)).name, id);
  }
}

/** A process's identity that no running one has. */
async function deadOwner(): Promise<string> {
  const child = spawn("true");
  await once(child, "exit");
  return `${child.pid}-1-00000000`;
}

async function chainId(): Promise<string> {
  return (await localImage(containers.context, "docker.io/library/busybox:latest"))!.chainId;
}

function bundleOf(id: string): string {
  return join(containers.engine.directory, "state/io.containerd.runtime.v2.task/default", id);
}

/** A bundle as containerd makes one for a container of this data store. */
function makeBundle(id: string): string {
  const { directory } = statePaths(containers.context.settings, id);
  mkdirSync(join(bundleOf(id), "rootfs"), { recursive: true });
  const spec = { ociVersion: "1.1.0", annotations: { "nerdctl/state-dir": directory } };
  writeFileSync(join(bundleOf(id), "config.json"), JSON.stringify(spec));
  return bundleOf(id);
}

/** containerd collects what nothing refers to soon after something was deleted; with this done, not before the next deletion. */
async function collectGarbage(): Promise<void> {
  const { leases } = containers.context.engine;
  await leases.create("collect-garbage");
  await leases.delete("collect-garbage", { sync: true });
}

/** Makes each kind of leftover for real; `id` is the container that it would be of. */
const kinds: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
  "container name": async (id) => {
    await new NameStore(containers.context.settings.dataStore, "default").reserve("nobody", id);
  },
  "container state": async (id) => {
    await mkdir(statePaths(containers.context.settings, id).directory, { recursive: true });
  },
  "FIFO directory": async (id) => {
    await makeFifos(fifoDirectory(containers.context.settings.runtimeDir, id), { stdin: true, tty: false });
  },
  "task without container": async () => {
    const { id } = await containers.run();
    await containers.context.engine.containers.delete(id);
    return id;
  },
  "unstarted task": async () => {
    const box = await containers.create();
    const { engine } = containers.context;
    await engine.tasks.create(box.id, await engine.snapshots().mounts(box.id), { terminal: false });
  },
  "shim without task": async (id) => {
    const bundle = join(containers.directory, id);
    await mkdir(bundle);
    await writeFile(join(bundle, "config.json"), "{}");
    execFileSync("mkfifo", [join(bundle, "log")]);
    // containerd reads a shim's log; a shim that nobody reads does not start.
    await using _reader = running(spawn("cat", [join(bundle, "log")], { stdio: "ignore" }));
    const words = ["-namespace", "default", "-id", id, "-address", containers.engine.address, "start"];
    const env = { ...process.env, TTRPC_ADDRESS: `${containers.engine.address}.ttrpc` };
    execFileSync("containerd-shim-runc-v2", words, { cwd: bundle, env });
    await until("the shim runs", async () => (await found()).some(({ name }) => name.startsWith("process ")));
  },
  bundle: async (id) => {
    makeBundle(id);
  },
  mount: async (id) => {
    const bundle = makeBundle(id);
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", join(bundle, "rootfs")]);
  },
  netns: async (id) => {
    await createNetns(containers.context.settings, id);
  },
  snapshot: async (id) => {
    await collectGarbage();
    await containers.context.engine.snapshots().prepare(id, await chainId());
  },
  "view of an image": async () => {
    await collectGarbage();
    await containers.context.engine.snapshots().view("nerdsh-accounts-0123", await chainId());
  },
  lease: async () => {
    await containers.context.engine.leases.create("nerdsh-pull-1", { "nerdsh/owner": await deadOwner() });
  },
  "exited container of run --rm": async () => {
    // Started by somebody who asks for no supervisor.
    const { id } = await containers.create({ rm: true }, ["true"]);
    const { engine } = containers.context;
    await engine.tasks.create(id, await engine.snapshots().mounts(id), { terminal: false });
    await engine.tasks.start({ id });
    await engine.tasks.wait({ id });
  },
  "temporary file": async () => {
    const directory = join(containers.context.settings.dataStore, "names/default");
    await writeFile(join(directory, `.${await deadOwner()}.0123456789ab.tmp`), "");
  },
};

describe("doctor", () => {
  test("finds nothing where all is well, in whatever state containers are", async () => {
    assert.deepEqual(await found(), []);
  });

  for (const [kind, make] of Object.entries(kinds)) {
    test(`finds and removes, and nothing else: ${kind}`, async () => {
      await make(newId());
      const kindsFound = new Set((await found()).map((leftover) => leftover.kind));
      assert.ok(kindsFound.has(kind), `found ${[...kindsFound].join(", ")}`);
      const examined = await removeLeftovers(containers.context, later());
      assert.deepEqual(
        examined.filter(({ state }) => state !== "removed"),
        [],
      );
      assert.deepEqual(await found(), []);
      await assertHealthy();
    });
  }

  test("leaves alone what an operation under way has made so far", async () => {
    const { context } = containers;
    const id = newId();
    await using undo = containerUndoStack(context);
    await undo.step("name", `half-made:${id}`, () =>
      new NameStore(context.settings.dataStore, "default").reserve("half-made", id),
    );
    await undo.step("state", id, async () => void (await mkdir(statePaths(context.settings, id).directory)));
    await undo.step("sandbox", id, async () => void (await createNetns(context.settings, id)));
    await undo.step("snapshot", id, async () => void (await context.engine.snapshots().prepare(id, await chainId())));
    await using leased = await leasedEngine(context.engine, "pull", context.signal);
    assert.deepEqual(await found(), []);
    assert.ok(leased);
  });

  test("leaves alone what a nerdctl that runs may have made, until it is gone", async () => {
    const { context, directory } = containers;
    const program = join(directory, "nerdctl");
    copyFileSync("/bin/sleep", program);
    await using nerdctl = running(spawn(program, ["1000000"]));
    const state = statePaths(context.settings, newId()).directory;
    await mkdir(state);
    await utimes(state, new Date(later()), new Date(later()));
    assert.deepEqual(await found(), []);
    await nerdctl[Symbol.asyncDispose]();
    assert.deepEqual(
      (await removeLeftovers(context, later())).map(({ name, state }) => [name, state]),
      [[state, "removed"]],
    );
  });

  test("leaves alone containers that others have in the same engine", async () => {
    const { engine, directory } = containers;
    const rootfs = join(directory, "foreign");
    mkdirSync(rootfs);
    copyFileSync("/bin/busybox", join(rootfs, "busybox"));
    const words = ["run", "--detach", "--rootfs", rootfs, "foreign", "/busybox", "sleep", "1000000"];
    execFileSync("ctr", ["--address", engine.address, "--namespace", "k8s.io", ...words]);
    const inside = containers.context.engine.inNamespace("k8s.io");
    const record = await inside.containers.get("foreign");
    await inside.containers.delete("foreign");
    try {
      assert.deepEqual(await found(), []);
    } finally {
      await inside.containers.create({ ...record, spec: record.spec() });
      await deleteTask(inside, "foreign");
      await inside.containers.delete("foreign");
    }
  });
});

function running(child: ChildProcess): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** Whatever of this engine and its data store is there, by other eyes than doctor's. */
async function traces(): Promise<Census> {
  const { settings } = containers.context;
  const { root, address } = settings;
  // Namespaces, links and rules are the whole machine's, where other tests make some too.
  const { netns, interfaces: _links, nftTables: _tables, iptables: _rules, ...ours } = await census({ root, address });
  const prefix = basename(netnsPath(settings, "")).slice(0, -1);
  const files = await Promise.all(
    [settings.dataStore, settings.runtimeDir].map((path) => readdir(path, { recursive: true })),
  );
  return { ...ours, netns: (netns ?? []).filter((name) => name.startsWith(prefix)), files: files.flat() };
}

describe("a run killed with SIGKILL", () => {
  const program = fileURLToPath(new URL("../../fixtures/system/run-until.ts", import.meta.url));

  /** Lets a run get to its `step`-th step, and kills it there; gives the kind of the step. */
  async function kill(step: number): Promise<string> {
    const { root, address } = containers.context.settings;
    const words = ["--import", "tsx", program, root, address, `${step}`];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    await using _child = running(child);
    const [printed] = (await once(child.stdout, "data")) as [Buffer];
    return `${printed}`.trim();
  }

  test("leaves nothing that doctor does not remove, at whatever step", async () => {
    const before = await traces();
    const steps: string[] = [];
    for (let step = 1; steps.at(-1) !== "done"; step++) {
      steps.push(await kill(step));
      if (steps.at(-1) === "done") break;
      const examined = await removeLeftovers(containers.context, later());
      assert.deepEqual(
        examined.filter(({ state }) => state !== "removed"),
        [],
      );
      assert.deepEqual(diff(before, await traces()), {}, `killed at its step ${step}, ${steps.at(-1)}`);
      await assertHealthy();
    }
    assert.deepEqual(steps.sort(), ["done", "name", "record", "sandbox", "snapshot", "state", "task"]);
  });

  test("leaves the container where it was done", async () => {
    const { context } = containers;
    const done = await findContainer(context, "cut-short");
    assert.deepEqual(await found(), []);
    assert.equal((await context.engine.tasks.get({ id: done.id })).status, "RUNNING");
    await removeContainer(context, done, { force: true, volumes: true });
  });
});
