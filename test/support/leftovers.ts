import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { mountsBelow } from "./mount-table.ts";
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

/** Namespaces, links and rules are the whole machine's: compare these only while no other test makes any. */
export async function census({ root, address }: CensusScope): Promise<Census> {
  const [netns, interfaces, nftTables, rules, ofRoot, ofEngine] = await Promise.all([
    readdir("/run/netns").catch(() => []),
    readdir("/sys/class/net"),
    lines("nft", ["list", "tables"]),
    Promise.all([lines("iptables-save", []), lines("ip6tables-save", [])]),
    root ? censusOfRoot(root) : {},
    address ? censusOfEngine(address) : {},
  ]);
  // Counters and times differ from one call to the next.
  const iptables = rules.flat().filter((line) => line.startsWith("-A"));
  return { netns, interfaces, nftTables, iptables, ...ofRoot, ...ofEngine };
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

async function censusOfRoot(root: string): Promise<Census> {
  const reservations = await readdir(join(root, "cni/networks"), { recursive: true }).catch(() => []);
  return {
    mounts: await mountsBelow(root),
    // host-local's other files there: its lock, and where it goes on counting.
    reservations: reservations.filter((path) => /\/[0-9a-f.:]+$/.test(path)),
  };
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
  const [containers, tasks, snapshots, leases, table] = await Promise.all([
    each("containers", "list", "--quiet"),
    each("tasks", "list", "--quiet"),
    each("snapshots", "list"),
    each("leases", "list", "--quiet"),
    processTable(),
  ]);
  const isShim = ({ command }: { command: readonly string[] }) =>
    command[0]?.includes("containerd-shim") && command.includes(address);
  return {
    containers,
    tasks,
    snapshots: snapshots.filter((line) => /\s(Active|View)\s*$/.test(line)).map((line) => line.trimEnd()),
    leases,
    shims: table.filter(isShim).map(({ pid, command }) => `${pid} ${command[command.indexOf("-id") + 1]}`),
  };
}

async function lines(file: string, args: readonly string[]): Promise<string[]> {
  const isThere = (await runProgram("which", [file])).exitCode === 0;
  const output = isThere ? await programOutput(file, args) : "";
  return output.split("\n").filter((line) => line !== "");
}
