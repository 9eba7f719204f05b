import { connect } from "node:net";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { Healthcheck } from "../../image/image-config.ts";
import { isAnyAddress, type PortMapping } from "../../network/port-mapping.ts";
import { execProcess } from "../exec.ts";
import { collect } from "../streams/output-pump.ts";

/** What one look at a container told. */
export interface ProbeResult {
  readonly ready: boolean;
  /** For people: what was tried, and how it went. */
  readonly text: string;
}

const defaultProbeMs = 30_000;
const nsPerMs = 1e6;

/** Whether something accepts connections on a published port, from the host's side: the image needs no shell for that. */
export async function probePort(
  { hostAddress, hostPort, protocol }: PortMapping,
  timeoutMs: number,
): Promise<ProbeResult> {
  if (protocol !== "tcp") return { ready: true, text: `${hostPort}/${protocol} is not probed` };
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

/** Runs the image's HEALTHCHECK once, as Docker does: status 0 is healthy. */
export async function probeHealth(
  context: Context,
  container: StoredContainer,
  check: Healthcheck,
): Promise<ProbeResult> {
  const [kind, ...args] = check.Test ?? [];
  const command = kind === "CMD-SHELL" ? ["/bin/sh", "-c", args.join(" ")] : args;
  const limitMs = check.Timeout ? check.Timeout / nsPerMs : defaultProbeMs;
  const process = await execProcess(context, container, {
    command,
    env: {},
    interactive: false,
    tty: false,
    user: undefined,
    workdir: undefined,
    detach: false,
  });
  const timer = setTimeout(
    () => void context.engine.tasks.kill({ id: container.id, execId: process.execId }, 9).catch(() => {}),
    limitMs,
  );
  try {
    const { stdout, stderr } = process.streams!;
    const [{ exitCode }, ...outputs] = await Promise.all([
      process.exit,
      collect(stdout, process.exit),
      ...(stderr ? [collect(stderr, process.exit)] : []),
    ]);
    const output = Buffer.concat(outputs).toString().trim();
    return { ready: exitCode === 0, text: `health check exited with status ${exitCode}${output && `: ${output}`}` };
  } finally {
    clearTimeout(timer);
    await process.finish();
  }
}

export function hasHealthcheck(check: Healthcheck | undefined): check is Healthcheck {
  return check?.Test !== undefined && check.Test.length > 0 && check.Test[0] !== "NONE";
}
