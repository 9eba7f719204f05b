import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { canBind } from "../../src/network/ports/port-probe.ts";

/** A TCP port of 127.0.0.1 that is free, and stays so: it is none of those that the kernel gives to whoever asks for any. */
export async function lastingPort(): Promise<number> {
  const range = await readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8");
  const firstEphemeral = Number(range.trim().split(/\s+/)[0]);
  while (true) {
    const hostPort = randomInt(10_000, firstEphemeral);
    if (await canBind({ hostAddress: "127.0.0.1", hostPort, containerPort: 80, protocol: "tcp" })) return hostPort;
  }
}
