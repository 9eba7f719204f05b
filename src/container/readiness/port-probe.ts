import { connect } from "node:net";
import { isAnyAddress, type PortMapping } from "../../network/ports/port-mapping.ts";

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
  { hostAddress, hostPort, protocol }: Pick<PortMapping, "hostAddress" | "hostPort" | "protocol">,
  timeoutMs: number,
): Promise<ProbeResult> {
  // The host reaches itself by IPv6 only under an address of its own.
  if (protocol !== "tcp" || hostAddress === "::") return { ready: true, text: `${hostPort}/${protocol} is not probed` };
  const host = isAnyAddress(hostAddress) ? "127.0.0.1" : hostAddress;
  return await new Promise((resolve) => {
    const socket = connect({ host, port: hostPort, timeout: timeoutMs });
    const settle = (ready: boolean, how: string) => {
      socket.destroy();
      resolve({ ready, text: `port ${hostPort} ${how}` });
    };
    socket.once("connect", () => settle(true, "accepts connections"));
    socket.once("timeout", () => settle(false, `did not answer within ${timeoutMs} ms`));
    socket.once("error", (error) => settle(false, `does not accept connections: ${error.message}`));
  });
}
