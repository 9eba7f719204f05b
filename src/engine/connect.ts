import { isNerdError, NerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import type { StartOptions } from "./embedded/start.ts";
import { probeSocket, type SocketState } from "./socket-probe.ts";

/** From moby, libcontainerd/supervisor: the containerd that dockerd starts for itself. */
const dockersSocket = "/var/run/docker/containerd/containerd.sock";

/**
 * Makes sure that an engine answers: starts the embedded one where it does not run; for the system's, throws what is wrong with
 * its socket. For commands that know that they need it; others try their first call, and come here where it fails.
 */
export async function ensureEngine(settings: Settings, options: StartOptions): Promise<void> {
  const state = await probeSocket(settings.address);
  if (state === "serving") return;
  if (settings.engine === "system") throw await socketFailure(settings.address, state);
  const { startEmbedded } = await import("./embedded/start.ts");
  await startEmbedded(settings, options);
}

/** Whether a failed call is one that `ensureEngine` may mend or explain: nobody answered. */
export function isConnectFailure(error: unknown): boolean {
  return isNerdError(error, "ENGINE_UNAVAILABLE") || isNerdError(error, "ENGINE_DENIED");
}

/**
 * A call that nobody answered, as the user should read it. What is wrong is asked of the socket again, since gRPC tells it in
 * words only. Where the socket answers now, the engine was restarted meanwhile, and the error stays as it is.
 */
export async function explainConnectFailure(error: unknown, { address, engine }: Settings): Promise<unknown> {
  if (!isConnectFailure(error)) return error;
  const state = await probeSocket(address);
  if (state === "serving") return error;
  if (engine === "system") return await socketFailure(address, state, error);
  return new NerdError("ENGINE_UNAVAILABLE", `the embedded engine does not answer at ${address}`, {
    hint: "nerdsh engine status tells more; nerdsh engine start starts it",
    cause: error,
  });
}

async function socketFailure(address: string, state: SocketState, cause?: unknown): Promise<NerdError> {
  const [code, message] = failures[state === "serving" ? "silent" : state];
  const hint = state === "denied" ? "run nerdsh as root, for example with sudo" : await wayOut(address, state);
  return new NerdError(code, `${message}: ${address}`, { hint, cause });
}

const failures = {
  missing: ["ENGINE_UNAVAILABLE", "containerd does not run: no socket"],
  refused: ["ENGINE_UNAVAILABLE", "containerd does not run: nobody listens at its socket"],
  silent: ["ENGINE_UNAVAILABLE", "containerd does not answer"],
  unusable: ["ENGINE_UNAVAILABLE", "not a socket of containerd"],
  denied: ["ENGINE_DENIED", "not allowed to use containerd's socket"],
} as const;

async function wayOut(address: string, state: SocketState): Promise<string> {
  if (state === "silent") return "see its log, for example with journalctl -u containerd";
  if (address !== dockersSocket && (await probeSocket(dockersSocket)) === "serving") {
    return `Docker's containerd answers: --address ${dockersSocket}`;
  }
  return "start it, for example with systemctl start containerd, or use nerdsh's own with --engine embedded";
}
