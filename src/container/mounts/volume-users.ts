import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { containerName } from "../record/lookup.ts";
import { isAlive } from "../record/status.ts";
import { volumesOf } from "./mount-record.ts";

type UsersContext = Pick<Context, "engine">;

/** The names of the containers that have each volume, running or not. */
export type VolumeUsers = ReadonlyMap<string, readonly string[]>;

/** By volume; those that nobody has are not in it. */
export async function volumeUsers({ engine }: UsersContext): Promise<VolumeUsers> {
  return usersAmong(await engine.containers.list());
}

/** The same, of containers that run. */
export async function runningUsers({ engine }: UsersContext): Promise<VolumeUsers> {
  const [containers, tasks] = await Promise.all([engine.containers.list(), engine.tasks.list()]);
  return usersAmong(containers.filter(({ id }) => isAlive(tasks.get(id))));
}

/** Of these volumes, those that no other container has, running or not. */
export async function unusedVolumes(
  { engine }: UsersContext,
  id: string,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const users = usersAmong((await engine.containers.list()).filter((other) => other.id !== id));
  return names.filter((name) => !users.has(name));
}

function usersAmong(containers: readonly StoredContainer[]): VolumeUsers {
  const users = new Map<string, string[]>();
  for (const container of containers) {
    const name = containerName(container);
    for (const volume of new Set(volumesOf(container.labels))) users.set(volume, [...(users.get(volume) ?? []), name]);
  }
  return users;
}
