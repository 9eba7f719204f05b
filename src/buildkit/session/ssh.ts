import { once } from "node:events";
import { stat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { NerdError } from "../../errors.ts";
import { RpcError } from "../../rpc/rpc-error.ts";
import { codec } from "../codec.ts";
import { methods, type SshBytesMessage } from "../protocol.ts";
import type { SessionCall, SessionMethods } from "./session-call.ts";
import { unaryMethod } from "./unary-method.ts";

/** An agent's connection by the id of the `--mount=type=ssh`; where a Dockerfile gives none, it is `default`. */
export type SshAgents = ReadonlyMap<string, () => Socket>;

const defaultId = "default";

/**
 * Agents by their sockets' paths, as `$SSH_AUTH_SOCK` has one. Throws UNKNOWN_OBJECT where nothing is there, and UNSUPPORTED for the file of a
 * key: an agent keeps keys better than a build does.
 */
export async function sshAgents(paths: Readonly<Record<string, string>>): Promise<SshAgents> {
  const agents = Object.entries(paths).map(async ([id, path]) => {
    if (!(await isSocket(path))) {
      throw new NerdError("UNSUPPORTED", `not the socket of an SSH agent: ${path}`, {
        hint: "keys go to an agent, whose socket a build can use: eval $(ssh-agent), then ssh-add KEY",
      });
    }
    return [id, () => connect(path)] as const;
  });
  return new Map(await Promise.all(agents));
}

async function isSocket(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isSocket();
  } catch (cause) {
    const hint = "start one with eval $(ssh-agent), which sets SSH_AUTH_SOCK";
    throw new NerdError("UNKNOWN_OBJECT", `no SSH agent there: ${path}`, { hint, cause });
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
async function forward(open: () => Socket, call: SessionCall): Promise<void> {
  const { request, response, path } = methods.ssh.forwardAgent;
  const socket = open();
  const cancel = () => socket.destroy();
  call.signal.addEventListener("abort", cancel, { once: true });
  try {
    await once(socket, "connect");
    const outgoing = (async () => {
      for await (const message of call.messages) {
        socket.write((codec.decode(request, message) as SshBytesMessage).data);
      }
      socket.end();
    })();
    outgoing.catch(cancel); // The call is over: the agent's side ends with it, and so does the loop below.
    for await (const chunk of socket) await call.send(codec.encode(response, { data: chunk as Buffer }));
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    const message = error instanceof Error ? error.message : String(error);
    throw new RpcError("UNAVAILABLE", `the SSH agent does not answer: ${message}`, { path, cause: error });
  } finally {
    call.signal.removeEventListener("abort", cancel);
    socket.destroy();
  }
}
