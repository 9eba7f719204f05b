import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Peers } from "./peers.ts";
import type { Contender } from "./scenario.ts";
import type { Load } from "./two-containers.ts";

/** Whose containers are on the machine. */
export type MachineEngine = "nerdsh" | "docker";

/** What the program in the machine is told. */
export interface MachineRequest {
  readonly engine: MachineEngine;
  readonly library: string;
  readonly load: Load;
}

export interface OwnMachine {
  readonly contenders: readonly Contender[];
  remove(): Promise<void>;
}

const program = fileURLToPath(new URL("./two-containers-program.ts", import.meta.url));

/** Its /sys tells of its own interfaces; of control groups there are the host's. */
const enter = `set -e
kept=$(mktemp -d)
mount --rbind /sys/fs/cgroup "$kept"
mount -t sysfs none /sys
mount --rbind "$kept" /sys/fs/cgroup
umount --lazy "$kept"
rmdir "$kept"
ip link set lo up
exec "$@"`;

/**
 * Two containers of an engine that has a network namespace for itself, with its own bridges, rules and conntrack: on one host, each engine's packets
 * pass the other's rules as well.
 */
export async function ownMachine(
  { built }: Pick<Peers, "built">,
  engine: MachineEngine,
  load: Load,
): Promise<OwnMachine> {
  const request: MachineRequest = { engine, library: built.library, load };
  const words = [process.execPath, "--import", import.meta.resolve("tsx"), program, JSON.stringify(request)];
  const isolation = ["--net", "--mount", "--propagation", "private", "--", "sh", "-c", enter, "sh"];
  const child = spawn("unshare", [...isolation, ...words], { stdio: ["pipe", "inherit", "inherit", "pipe"] });
  const input = child.stdin as Writable; // As asked for above, also the next.
  const answers = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await answers.next();
    if (done) throw new Error(`the machine of ${engine} has ended`);
    return String(value);
  };
  const names = JSON.parse(await answer()) as string[];
  const run = async (name: string) => {
    input.write(`${name}\n`);
    return Number(await answer());
  };
  return {
    contenders: names.map((name) => ({ name, run: () => run(name) })),
    async remove() {
      input.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
