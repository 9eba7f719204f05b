import type { Duplex } from "node:stream";
import type { Channel } from "../../rpc/channel.ts";
import type { BuilderAddress } from "../address.ts";
import { upgradedSocket } from "../connection/upgrade.ts";
import { tunnel } from "./tunnel.ts";

export interface SessionHeaders {
  readonly id: string;
  readonly name: string;
  /** The same for the same context: the key under which BuildKit keeps what it has of it. */
  readonly sharedKey: string;
  /** Paths of the methods that are served. */
  readonly methods: readonly string[];
}

/** dockerd has a door of its own for sessions, which saves a second layer of frames; both take the tunnel. */
export async function openSessionStream(
  address: BuilderAddress,
  channel: Channel,
  headers: SessionHeaders,
  signal?: AbortSignal,
): Promise<Duplex> {
  if (address.kind === "dockerd") return await upgradedSocket(address.socket, "/session", metadata(headers), signal);
  return tunnel(channel, metadata(headers));
}

/** HTTP headers of `/session`, metadata of the tunnel. */
function metadata({ id, name, sharedKey, methods }: SessionHeaders): Record<string, string | readonly string[]> {
  return {
    "x-docker-expose-session-uuid": id,
    "x-docker-expose-session-name": name,
    "x-docker-expose-session-sharedkey": sharedKey,
    "x-docker-expose-session-grpc-method": methods,
  };
}
