import { connect, isIPv6 } from "node:net";
import type { Context } from "../../context.ts";
import type { PortMapping } from "../../network/ports/port-mapping.ts";
import { portTarget } from "../../network/ports/port-target.ts";
import { unservedPorts } from "../../network/relay/relay-presence.ts";
import { relayedPortsOf } from "../network/port-relay.ts";
import { type SeenPort, seenAddress } from "./port-seen-from-host.ts";

/** What one look at a container told. */
export interface ProbeResult {
  readonly ready: boolean;
  /** Its health check has failed as often as it may. */
  readonly unhealthy?: boolean;
  /** It does not run. */
  readonly gone?: boolean;
  /** For people: what was tried, and how it went. */
  readonly text: string;
}

/** Whether something accepts connections on a published port, from the host's side: the image needs no shell for that. */
export async function probePort(
  context: Pick<Context, "engine" | "settings">,
  id: string,
  { port, timeoutMs }: { readonly port: PortMapping; readonly timeoutMs: number },
): Promise<ProbeResult> {
  const { hostAddress, hostPort, protocol } = port;
  if (protocol !== "tcp") return { ready: true, text: `${hostPort}/${protocol} is not probed` };
  if (!isIPv6(hostAddress)) return await probe({ host: seenAddress(hostAddress), port: hostPort }, hostPort, timeoutMs);
  // There a relay may listen, which accepts whether or not the container does; and by no rule does the host reach its own addresses.
  const target = await portTarget({ ...context.settings, namespace: context.engine.namespace }, id, port);
  if (target === undefined) return { ready: false, text: `port ${hostPort} leads nowhere` };
  const relayed = (await relayedPortsOf(context, id)).filter((relay) => relay.hostPort === hostPort);
  if ((await unservedPorts(relayed, 0)).length > 0) return { ready: false, text: `nobody listens on port ${hostPort}` };
  return await probe({ host: target.address, port: target.port }, hostPort, timeoutMs);
}

/** Whether something accepts connections there; `name` is what the port is called. */
export async function probe({ host, port }: SeenPort, name: number, timeoutMs: number): Promise<ProbeResult> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const settle = (ready: boolean, how: string) => {
      socket.destroy();
      resolve({ ready, text: `port ${name} ${how}` });
    };
    socket.once("connect", () => settle(true, "accepts connections"));
    socket.once("timeout", () => settle(false, `did not answer within ${timeoutMs} ms`));
    socket.once("error", (error) => settle(false, `does not accept connections: ${error.message}`));
  });
}
