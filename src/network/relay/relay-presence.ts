import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { listeningInodes } from "../ports/port-listener.ts";
import type { RelayedPort } from "./relayed-port.ts";

const pauseMs = 10;

/** Those of the ports at which nobody listened within that time. A container's server is not disturbed by the question. */
export async function unservedPorts(ports: readonly RelayedPort[], patienceMs: number): Promise<RelayedPort[]> {
  return await leftAfter(ports, { patienceMs, isLeft: async (port) => !(await isServed(port)) });
}

/** Waits until nobody listens there, for the next who wants the port; a stranger who does is not waited for any longer than that time. */
export async function awaitClosed(ports: readonly RelayedPort[], patienceMs: number): Promise<void> {
  await leftAfter(ports, { patienceMs, isLeft: isServed });
}

interface Waiting {
  readonly patienceMs: number;
  isLeft(port: RelayedPort): Promise<boolean>;
}

async function leftAfter(ports: readonly RelayedPort[], { patienceMs, isLeft }: Waiting): Promise<RelayedPort[]> {
  const endMs = performance.now() + patienceMs;
  for (let left = ports; ; await delay(pauseMs)) {
    const are = await Promise.all(left.map(isLeft));
    left = left.filter((_, i) => are[i]);
    if (left.length === 0 || performance.now() > endMs) return [...left];
  }
}

async function isServed(port: RelayedPort): Promise<boolean> {
  return listeningInodes(await readFile(`/proc/net/${port.protocol}6`, "utf8"), port).length > 0;
}
