import { isIPv6 } from "node:net";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { isAnyAddress } from "../../network/ports/port-mapping.ts";
import { containerAddress } from "../network/container-address.ts";
import { recordedNetwork } from "../network/network-labels.ts";
import { publishedPorts } from "../record/list.ts";
import { containerName } from "../record/lookup.ts";

export interface SeenPort {
  readonly host: string;
  readonly port: number;
}

const loopback = "127.0.0.1";

/** Where this host reaches a TCP port of a container: as published, else at the container's own address. Throws INVALID_VALUE where it has no network. */
export async function portSeenFromHost(context: Context, container: StoredContainer, port: number): Promise<SeenPort> {
  const published = publishedPorts(context, container.id).find(
    ({ containerPort, protocol, hostAddress }) => containerPort === port && protocol === "tcp" && !isIPv6(hostAddress),
  );
  if (published !== undefined) {
    const { hostAddress, hostPort } = published;
    return { host: seenAddress(hostAddress), port: hostPort };
  }
  const { kind } = recordedNetwork(container.labels).mode;
  if (kind === "host") return { host: loopback, port };
  if (kind === "none") {
    throw new NerdError(
      "INVALID_VALUE",
      `no port of a container without a network can be looked at: ${containerName(container)}`,
      {
        hint: "use { exec } or { log }",
      },
    );
  }
  try {
    return { host: await containerAddress(context, container), port };
  } catch (error) {
    // It has exited, or is being removed: nobody answers there.
    if (isNerdError(error, "INVALID_VALUE") || isNerdError(error, "NOT_FOUND")) return { host: loopback, port: 0 };
    throw error;
  }
}

/** The address by which the host reaches what is published on an IPv4 address of its own, or on all. */
export function seenAddress(hostAddress: string): string {
  return isAnyAddress(hostAddress) ? loopback : hostAddress;
}
