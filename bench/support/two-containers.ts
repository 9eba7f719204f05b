import assert from "node:assert/strict";
import type { Peers } from "./peers.ts";
import type { Contender } from "./scenario.ts";

const port = 5000;

export interface Load {
  readonly gigabytes: number;
  readonly echoes: number;
}

/** Two busyboxes of one network. */
export interface TwoContainers {
  /** Who made them. */
  readonly name: string;
  /** Runs a line of shell in the one, and gives what that wrote. */
  readonly shell: (line: string) => Promise<string>;
  /** Of the other, which sends zeros to whoever connects. */
  readonly address: string;
  remove(): Promise<unknown>;
}

export async function nerdshContainers({ nerdsh }: Pick<Peers, "nerdsh">, load: Load): Promise<TwoContainers> {
  const network = await nerdsh.network.create();
  const start = async (command: readonly string[]) => await nerdsh.run("busybox", command, { detach: true, network });
  const [server, client] = [await start(sending(load)), await start(idle)];
  const shell = async (line: string) => await client.exec(["sh", "-c", line]).text();
  const address = await server.exec(["hostname", "-i"]).text();
  await shell(awaiting(address));
  const remove = async () => {
    await Promise.all([server, client].map((container) => container.remove({ force: true })));
    await network.remove();
  };
  return { name: "nerdsh", shell, address, remove };
}

export async function dockerContainers({ docker }: Pick<Peers, "docker">, load: Load): Promise<TwoContainers> {
  const start = async (command: readonly string[]) =>
    (await docker.run("run", "--detach", "busybox", ...command)).trim();
  const [server, client] = [await start(sending(load)), await start(idle)];
  const shell = async (line: string) => await docker.run("exec", client, "sh", "-c", line);
  const address = (await docker.run("exec", server, "hostname", "-i")).trim();
  await shell(awaiting(address));
  return { name: "docker", shell, address, remove: async () => await docker.run("rm", "--force", server, client) };
}

/** Milliseconds of a gigabyte, and of 10,000 echoes, each of which is asked for as soon as the last has come. */
export function traffic({ name, shell, address }: TwoContainers, { gigabytes, echoes }: Load): Contender[] {
  const receive = `nc ${address} ${port} -e dd of=/dev/null bs=1000000 iflag=fullblock`;
  const ping = `ping -A -q -c ${echoes} ${address}`;
  return [
    {
      name: `${name}, 1 GB between two`,
      run: async () => timedMs(await shell(timed(receive)), `${gigabytes * 1_000}+0 records in`) / gigabytes,
    },
    {
      name: `${name}, 10,000 echoes`,
      run: async () => timedMs(await shell(timed(ping)), `${echoes} packets received`) / (echoes / 10_000),
    },
  ];
}

const idle = ["sleep", "1000000"];
const sending = ({ gigabytes }: Load) =>
  `nc -ll -p ${port} -e dd if=/dev/zero bs=1000000 count=${gigabytes * 1_000}`.split(" ");
const awaiting = (address: string) => `until nc ${address} ${port} -e true 2>/dev/null; do usleep 50000; done`;

/** By a program in the container, in hundredths of a second: the way into the container does not count. */
const timed = (line: string) => `{ time ${line}; } 2>&1`;

/** What was timed, where `proof` says that all has come. */
function timedMs(text: string, proof: string): number {
  const [, minutes, seconds] = /^real\s+(\d+)m ([\d.]+)s$/m.exec(text) ?? [];
  assert.ok(text.includes(proof) && minutes && seconds, text);
  return (Number(minutes) * 60 + Number(seconds)) * 1_000;
}
