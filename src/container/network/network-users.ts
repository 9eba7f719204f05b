import { dirname } from "node:path";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { NetworkFile } from "../../network/lists/network-files.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { containerName } from "../record/lookup.ts";
import { isAlive } from "../record/status.ts";

/** A container whose record names a network, whether it runs or not. */
export interface NetworkUser {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly isRunning: boolean;
}

/** Who is in which network, by its name. */
export type NetworkUsers = (file: NetworkFile) => readonly NetworkUser[];

type UserContext = Pick<Context, "engine" | "settings" | "signal">;

/** Asks the engine once for all networks. A namespace's own lists are nobody's outside of it; the others are everybody's. */
export async function networkUsers(context: UserContext): Promise<NetworkUsers> {
  const { engine, settings, signal } = context;
  const namespaces = (await engine.namespaces.list({ signal })).map(({ name }) => name);
  const users = (await Promise.all(namespaces.map((namespace) => usersIn(context, namespace)))).flat();
  return ({ list, path }) =>
    users
      .filter(({ networks }) => networks.includes(list.name))
      .filter(({ user }) => dirname(path) === settings.cni.configDir || user.namespace === engine.namespace)
      .map(({ user }) => user);
}

async function usersIn({ engine, signal }: UserContext, namespace: string) {
  const there = engine.inNamespace(namespace);
  const [containers, tasks] = await Promise.all([there.containers.list([], { signal }), there.tasks.list({ signal })]);
  return containers.map((container: StoredContainer) => ({
    networks: readJsonLabel<string[]>(container.labels, labelKeys.networks, []),
    user: {
      id: container.id,
      name: containerName(container),
      namespace,
      isRunning: isAlive(tasks.get(container.id)),
    },
  }));
}
