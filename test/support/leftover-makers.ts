import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { statePaths } from "../../src/container/record/state-directory.ts";
import { fifoDirectory, makeFifos } from "../../src/container/streams/fifos.ts";
import type { Context } from "../../src/context.ts";
import { localImage } from "../../src/image/image.ts";
import { createNetns } from "../../src/network/netns.ts";
import { NameStore } from "../../src/store/name-store.ts";
import type { UndoRecord } from "../../src/store/undo-stack.ts";
import { until } from "./condition.ts";
import type { Containers } from "./containers.ts";
import { foundLater } from "./healthy-containers.ts";
import { running } from "./running-child.ts";

/** A process's identity that no running one has. */
async function deadOwner(): Promise<string> {
  const child = spawn("true");
  await once(child, "exit");
  return `${child.pid}-1-00000000`;
}

/** The journal of an operation whose process is gone. */
export async function writeAbandoned({ settings }: Context, records: readonly UndoRecord[]): Promise<void> {
  const file = join(settings.dataStore, "journal", `${randomUUID()}.${await deadOwner()}`);
  await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

export async function busyboxChainId(context: Context): Promise<string> {
  return (await localImage(context, "docker.io/library/busybox:latest"))!.chainId;
}

/** A bundle as containerd makes one for a container of this data store. */
function makeBundle({ context, engine }: Containers, id: string): string {
  const { directory } = statePaths(context.settings, id);
  const bundle = join(engine.state, "io.containerd.runtime.v2.task/default", id);
  mkdirSync(join(bundle, "rootfs"), { recursive: true });
  const spec = { ociVersion: "1.1.0", annotations: { "nerdctl/state-dir": directory } };
  writeFileSync(join(bundle, "config.json"), JSON.stringify(spec));
  return bundle;
}

/** containerd collects what nothing refers to soon after something was deleted; with this done, not before the next deletion. */
async function collectGarbage({ engine: { leases } }: Context): Promise<void> {
  await leases.create("collect-garbage");
  await leases.delete("collect-garbage", { sync: true });
}

/** Makes each kind of leftover for real; `id` is the container that it would be of. */
export const leftoverMakers: Readonly<Record<string, (containers: Containers, id: string) => Promise<unknown>>> = {
  "container name": async ({ context }, id) => {
    await new NameStore(context.settings.dataStore, "default").reserve("nobody", id);
  },
  "container state": async ({ context }, id) => {
    await mkdir(statePaths(context.settings, id).directory, { recursive: true });
  },
  "FIFO directory": async ({ context }, id) => {
    await makeFifos(fifoDirectory(context.settings.runtimeDir, id), { stdin: true, tty: false });
  },
  "task without container": async (containers) => {
    const { id } = await containers.run();
    await containers.context.engine.containers.delete(id);
    return id;
  },
  "unstarted task": async (containers) => {
    const box = await containers.create();
    await containers.context.engine.tasks.create(box.id, await containers.context.engine.snapshots().mounts(box.id), {
      terminal: false,
    });
  },
  "shim without task": async (containers, id) => {
    const bundle = join(containers.directory, id);
    await mkdir(bundle);
    await writeFile(join(bundle, "config.json"), "{}");
    execFileSync("mkfifo", [join(bundle, "log")]);
    // containerd reads a shim's log; a shim that nobody reads does not start.
    await using _reader = running(spawn("cat", [join(bundle, "log")], { stdio: "ignore" }));
    const words = ["-namespace", "default", "-id", id, "-address", containers.engine.address, "start"];
    const env = { ...process.env, TTRPC_ADDRESS: `${containers.engine.address}.ttrpc` };
    execFileSync("containerd-shim-runc-v2", words, { cwd: bundle, env });
    await until("the shim runs", async () =>
      (await foundLater(containers)).some(({ name }) => name.startsWith("process ")),
    );
  },
  "runc container without task": async (containers, id) => {
    const bundle = makeBundle(containers, id);
    copyFileSync("/usr/bin/busybox", join(bundle, "rootfs/busybox"));
    const { annotations } = JSON.parse(readFileSync(join(bundle, "config.json"), "utf8"));
    await rm(join(bundle, "config.json"));
    execFileSync("runc", ["spec"], { cwd: bundle });
    const spec = JSON.parse(readFileSync(join(bundle, "config.json"), "utf8"));
    const process = { ...spec.process, terminal: false, args: ["/busybox", "true"] };
    writeFileSync(join(bundle, "config.json"), JSON.stringify({ ...spec, annotations, process }));
    const words = ["--root", "/run/containerd/runc/default", "create", "--bundle", bundle, id];
    execFileSync("runc", words, { stdio: "ignore" });
    await rm(bundle, { recursive: true });
  },
  bundle: async (containers, id) => {
    makeBundle(containers, id);
  },
  mount: async (containers, id) => {
    const bundle = makeBundle(containers, id);
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", join(bundle, "rootfs")]);
  },
  netns: async ({ context }, id) => {
    await createNetns(context.settings, id);
  },
  snapshot: async ({ context }, id) => {
    await collectGarbage(context);
    await context.engine.snapshots().prepare(id, await busyboxChainId(context));
  },
  "view of an image": async ({ context }) => {
    await collectGarbage(context);
    await context.engine.snapshots().view("nerdsh-accounts-0123", await busyboxChainId(context));
  },
  lease: async ({ context }) => {
    await context.engine.leases.create("nerdsh-pull-1", { "nerdsh/owner": await deadOwner() });
  },
  "exited container of run --rm": async (containers) => {
    // Started by somebody who asks for no supervisor.
    const { id } = await containers.create({ rm: true }, ["true"]);
    await containers.context.engine.tasks.create(id, await containers.context.engine.snapshots().mounts(id), {
      terminal: false,
    });
    await containers.context.engine.tasks.start({ id });
    await containers.context.engine.tasks.wait({ id });
  },
  "temporary file": async ({ context }) => {
    const directory = join(context.settings.dataStore, "names/default");
    await writeFile(join(directory, `.${await deadOwner()}.0123456789ab.tmp`), "");
  },
};
