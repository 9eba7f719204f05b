import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { NerdError } from "../../errors.ts";
import { RpcError } from "../../rpc/rpc-error.ts";
import { codec } from "../codec.ts";
import { methods, type SshBytesMessage } from "../protocol.ts";
import { keyAgent } from "../ssh/key-agent.ts";
import { privateKey } from "../ssh/private-key.ts";
import type { SessionCall, SessionMethods } from "./session-call.ts";
import { unaryMethod } from "./unary-method.ts";

/** Opens a connection to an agent, by the id of the `--mount=type=ssh`; where a Dockerfile gives none, it is `default`. */
export type SshAgents = ReadonlyMap<string, () => Promise<Duplex>>;

const defaultId = "default";

/**
 * Agents by the paths of their sockets, as `$SSH_AUTH_SOCK` has one, or of private keys, for which there is an agent in this process as long as
 * the build takes. Throws UNKNOWN_OBJECT where nothing is there, INVALID_VALUE for what is neither, UNSUPPORTED for a key with a passphrase.
 */
export async function sshAgents(paths: Readonly<Record<string, readonly string[]>>): Promise<SshAgents> {
  const agents = Object.entries(paths).map(async ([id, places]) => [id, await agentOf(id, places)] as const);
  return new Map(await Promise.all(agents));
}

async function agentOf(id: string, paths: readonly string[]): Promise<() => Promise<Duplex>> {
  const sockets = await Promise.all(paths.map(isSocket));
  if (!sockets.includes(true)) {
    const keys = await Promise.all(paths.map(async (path) => privateKey(await readFile(path, "utf8"), path)));
    return async () => keyAgent(keys);
  }
  const [path = ""] = paths;
  if (paths.length === 1) return async () => await connected(path);
  throw new NerdError("INVALID_VALUE", `more than the socket of one agent: ${id}`, {
    hint: "write one socket, or several keys: --ssh default=KEY,KEY",
  });
}

async function connected(path: string): Promise<Duplex> {
  const socket = connect(path);
  await once(socket, "connect");
  return socket;
}

async function isSocket(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isSocket();
  } catch (cause) {
    const hint = "start one with eval $(ssh-agent), which sets SSH_AUTH_SOCK, or name the file of a key";
    throw new NerdError("UNKNOWN_OBJECT", `no SSH agent and no key there: ${path}`, { hint, cause });
  }
}

export function sshMethods(agents: SshAgents): SessionMethods {
  const agent = (id: string, path: string) => {
    const open = agents.get(id || defaultId);
    if (open !== undefined) return open;
    throw new RpcError("NOT_FOUND", `no SSH agent was given for the id ${id || defaultId}`, { path });
  };
  return new Map([
    unaryMethod(methods.ssh.checkAgent, async ({ id }) => {
      agent(id, methods.ssh.checkAgent.path);
      return {};
    }),
    [
      methods.ssh.forwardAgent.path,
      async (call) => {
        const [id = ""] = call.metadata.get("buildkit.ssh.id") ?? [];
        await forward(agent(id, methods.ssh.forwardAgent.path), call);
      },
    ],
  ]);
}

/** Carries one connection to an agent until either side ends it. */
async function forward(open: () => Promise<Duplex>, call: SessionCall): Promise<void> {
  const { request, response, path } = methods.ssh.forwardAgent;
  let socket: Duplex | undefined;
  const cancel = () => void socket?.destroy();
  call.signal.addEventListener("abort", cancel, { once: true });
  try {
    const agent = await open();
    socket = agent;
    call.signal.throwIfAborted();
    const outgoing = (async () => {
      for await (const message of call.messages) {
        agent.write((codec.decode(request, message) as SshBytesMessage).data);
      }
      agent.end();
    })();
    outgoing.catch(cancel); // The call is over: the agent's side ends with it, and so does the loop below.
    for await (const chunk of agent) await call.send(codec.encode(response, { data: chunk as Buffer }));
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    const message = error instanceof Error ? error.message : String(error);
    throw new RpcError("UNAVAILABLE", `the SSH agent does not answer: ${message}`, { path, cause: error });
  } finally {
    call.signal.removeEventListener("abort", cancel);
    cancel();
  }
}
