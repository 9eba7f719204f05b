import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codec, Engine } from "../../src/engine/engine.ts";
import { Http2Channel } from "../../src/rpc/http2-channel.ts";
import { SocketChannel } from "../../src/rpc/socket-channel.ts";
import { until } from "./condition.ts";
import { mountsBelow } from "./mount-table.ts";
import { addressFile, attachmentsBelow, bridgesBelow, linksOf, netnsOf } from "./network-remains.ts";
import { processTable } from "./process-table.ts";
import { programOutput } from "./program.ts";

export interface CensusScope {
  /** A `NERDSH_ROOT`: its mounts and reservations are counted. */
  readonly root?: string;
  /** containerd's socket: its objects in every namespace, and its shims, are counted. */
  readonly address?: string;
}

/** Everything that running containers leaves on a machine, one line for each thing, by kind. */
export type Census = Readonly<Record<string, readonly string[]>>;

/** With a root, only what belongs to it, whatever others do meanwhile; without, namespaces, links and rules of the whole machine. */
export async function census({ root, address }: CensusScope): Promise<Census> {
  const [ofHost, ofRoot, ofEngine] = await Promise.all([
    root ? censusOfNetworks(root) : censusOfHost(),
    root ? censusOfRoot(root) : {},
    address ? censusOfEngine(address) : {},
  ]);
  return { ...ofHost, ...ofRoot, ...ofEngine };
}

/** What is only in one of the two: `+` in `after`, `-` in `before`. Nothing left behind is `{}`. */
export function diff(before: Census, after: Census): Record<string, string[]> {
  const kinds = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changes = kinds.map((kind): [string, string[]] => {
    const [old, now] = [before[kind] ?? [], after[kind] ?? []];
    const added = now.filter((line) => !old.includes(line)).map((line) => `+${line}`);
    const removed = old.filter((line) => !now.includes(line)).map((line) => `-${line}`);
    return [kind, [...added, ...removed].sort()];
  });
  return Object.fromEntries(changes.filter(([, lines]) => lines.length > 0));
}

async function censusOfHost() {
  const [netns, interfaces, nftTables, ...rules] = await Promise.all([
    readdir("/run/netns").catch(() => []),
    readdir("/sys/class/net"),
    lines("nft", ["list", "tables"]),
    lines("iptables-save", []),
    lines("ip6tables-save", []),
  ]);
  // Counters and times differ from one call to the next.
  return { netns, interfaces, nftTables, iptables: rules.flat().filter((line) => line.startsWith("-A")) };
}

async function censusOfNetworks(root: string): Promise<Census> {
  const [{ nftTables, iptables }, bridges, holders] = await Promise.all([
    censusOfHost(),
    bridgesBelow(root),
    attachmentsBelow(root),
  ]);
  const isOurs = (line: string) => [...bridges, ...holders].some((name) => line.includes(name));
  return {
    netns: await netnsOf(root, bridges),
    interfaces: (await Promise.all(bridges.map(linksOf))).flat(),
    nftTables: nftTables.filter(isOurs),
    iptables: iptables.filter(isOurs),
  };
}

async function censusOfRoot(root: string): Promise<Census> {
  const reservations = await readdir(join(root, "cni/networks"), { recursive: true }).catch(() => []);
  return {
    mounts: await mountsBelow(root),
    reservations: reservations.filter((path) => addressFile.test(path)),
    // From nerdctl's layout: `<store>/names/<namespace>/<name>`, `<store>/containers/<namespace>/<id>`, ….
    names: await entriesBelow(root, "names"),
    stateDirectories: await entriesBelow(root, "containers"),
    volumes: await entriesBelow(root, "volumes"),
    runcContainers: await runcContainersBelow(root),
  };
}

/** Every engine of the host has runc keep them in one place, by namespaces; the bundle, which is in each state, says whose one is. */
async function runcContainersBelow(root: string): Promise<string[]> {
  const all = await readdir("/run/containerd/runc", { recursive: true }).catch(() => []);
  const ours = all
    .filter((path) => path.endsWith("/state.json"))
    .map(async (path) => {
      const state = await readFile(join("/run/containerd/runc", path), "utf8").catch(() => ""); // It has just ended.
      return state.includes(`"bundle=${root}/`) ? [dirname(path)] : [];
    });
  return (await Promise.all(ours)).flat();
}

async function entriesBelow(root: string, kind: string): Promise<string[]> {
  const found: string[] = [];
  for (const store of (await readdir(root)).filter((name) => /^[0-9a-f]{8}$/.test(name))) {
    for (const namespace of await readdir(join(root, store, kind)).catch(() => [])) {
      const names = await readdir(join(root, store, kind, namespace)).catch(() => []);
      found.push(...names.map((name) => `${namespace}/${name}`));
    }
  }
  return found;
}

/** By the wire: a `ctr` for each list took more than all that it listed. */
async function censusOfEngine(address: string): Promise<Census> {
  const channel = new SocketChannel(address, codec, async () => new Http2Channel(address, codec));
  try {
    const engine = new Engine(channel, { namespace: "default", snapshotter: "overlayfs" });
    const inEach = (await namespacesOf(engine)).map(async ({ name }) => {
      const inside = engine.inNamespace(name);
      const [containers, tasks, snapshots, leases] = await Promise.all([
        inside.containers.list(),
        inside.tasks.list(),
        inside.snapshots().list(),
        inside.leases.list(),
      ]);
      const named = (ids: Iterable<string>) => [...ids].map((id) => `${name}/${id}`).sort();
      const used = snapshots.filter(({ kind }) => kind === "ACTIVE" || kind === "VIEW");
      return {
        containers: named(containers.map(({ id }) => id)),
        tasks: named(tasks.keys()),
        snapshots: named(used.map((snapshot) => `${snapshot.name} ${snapshot.parent} ${snapshot.kind}`)),
        leases: named(leases.map(({ id }) => id)),
      };
    });
    const all = await Promise.all(inEach);
    const isShim = ({ command }: { command: readonly string[] }) =>
      command[0]?.includes("containerd-shim") && command.includes(address);
    return {
      containers: all.flatMap(({ containers }) => containers),
      tasks: all.flatMap(({ tasks }) => tasks),
      snapshots: all.flatMap(({ snapshots }) => snapshots),
      leases: all.flatMap(({ leases }) => leases),
      shims: processTable()
        .filter(isShim)
        .map(({ pid, command }) => `${pid} ${command[command.indexOf("-id") + 1]}`),
    };
  } finally {
    channel.close();
  }
}

/** The first question, asked again for a while: the engine of a socket may just be starting. */
async function namespacesOf({ namespaces }: Engine): Promise<readonly { readonly name: string }[]> {
  let failure: unknown;
  let found: readonly { readonly name: string }[] | undefined;
  const ask = async () => {
    found = await namespaces.list().catch((error: unknown) => {
      failure = error;
      return undefined;
    });
    return found !== undefined;
  };
  await until(() => `the engine answers: ${failure}`, ask);
  return found!; // That it is there was waited for.
}

async function lines(file: string, args: readonly string[]): Promise<string[]> {
  const output = await programOutput(file, args).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return ""; // It is not installed: then it has made nothing.
  });
  return output.split("\n").filter((line) => line !== "");
}
