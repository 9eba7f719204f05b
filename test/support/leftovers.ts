import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { mountsBelow } from "./mount-table.ts";
import { addressFile, attachmentsBelow, bridgesBelow, linksOf, netnsOf } from "./network-remains.ts";
import { processTable } from "./process-table.ts";
import { programOutput, runProgram } from "./program.ts";

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
  };
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

async function censusOfEngine(address: string): Promise<Census> {
  const ctr = (namespace: string, ...args: string[]) =>
    lines("ctr", ["--address", address, "--namespace", namespace, ...args]);
  const namespaces = await ctr("default", "namespaces", "list", "--quiet");
  const each = async (...args: string[]) => {
    const found = namespaces.map(async (namespace) =>
      (await ctr(namespace, ...args)).map((line) => `${namespace}/${line}`),
    );
    return (await Promise.all(found)).flat();
  };
  const [containers, tasks, snapshots, leases] = await Promise.all([
    each("containers", "list", "--quiet"),
    each("tasks", "list", "--quiet"),
    each("snapshots", "list"),
    each("leases", "list", "--quiet"),
  ]);
  const isShim = ({ command }: { command: readonly string[] }) =>
    command[0]?.includes("containerd-shim") && command.includes(address);
  return {
    containers,
    tasks,
    snapshots: snapshots.filter((line) => /\s(Active|View)\s*$/.test(line)).map((line) => line.trimEnd()),
    leases,
    shims: processTable()
      .filter(isShim)
      .map(({ pid, command }) => `${pid} ${command[command.indexOf("-id") + 1]}`),
  };
}

async function lines(file: string, args: readonly string[]): Promise<string[]> {
  const isThere = (await runProgram("which", [file])).exitCode === 0;
  const output = isThere ? await programOutput(file, args) : "";
  return output.split("\n").filter((line) => line !== "");
}
