import { statSync } from "node:fs";
import type { Context } from "../../context.ts";
import { isNerdError, NerdError, unknownName } from "../../errors.ts";
import { createNetwork } from "../../network/lists/create-network.ts";
import type { NetworkCreateOptions } from "../../network/lists/network-create-options.ts";
import { findNetwork, type NetworkFile, networkFiles } from "../../network/lists/network-files.ts";
import { refuseKept, removeNetwork } from "../../network/lists/remove-network.ts";
import { type Filters, fitsLabels } from "../filters.ts";
import { untilFilter } from "../until-filter.ts";
import { announceNetwork } from "./network-announcement.ts";
import { type NetworkUser, networkUsers } from "./network-users.ts";

/** A network that a command has made. */
export interface CreatedNetwork {
  readonly name: string;
  readonly id: string;
}

/** Throws INVALID_VALUE, ALREADY_EXISTS, CNI_PLUGIN_MISSING. */
export async function createUserNetwork(context: Context, options: NetworkCreateOptions): Promise<CreatedNetwork> {
  const list = await createNetwork({ ...context.settings, namespace: context.engine.namespace }, options);
  await announceNetwork(context, "create", attributesOf(list));
  return { name: list.name, id: list.nerdctlID ?? "" };
}

/**
 * Removes a network by its name or the beginning of its id, and gives its name; undefined where there is none, and that is no matter. Throws
 * UNKNOWN_NETWORK, NETWORK_IN_USE; with `force` only a container that runs keeps it.
 */
export async function removeUserNetwork(
  context: Context,
  name: string,
  { force }: { readonly force: boolean },
): Promise<string | undefined> {
  const settings = { ...context.settings, namespace: context.engine.namespace };
  const { files } = await networkFiles(settings);
  const file = findNetwork(files, name);
  refuseKept(name, file);
  if (file === undefined && force) return undefined;
  if (file === undefined) {
    throw unknownName(
      "UNKNOWN_NETWORK",
      name,
      files.map(({ list }) => list.name),
    );
  }
  const users = (await networkUsers(context))(file);
  const user = users.find(({ isRunning }) => isRunning) ?? (force ? undefined : users[0]);
  if (user !== undefined) throw inUse(file, user);
  await removeNetwork(settings, file);
  await announceNetwork(context, "destroy", attributesOf(file.list));
  return file.list.name;
}

/** Removes every network that no container names, and fits the filters. Gives their names. */
export async function pruneNetworks(context: Context, filters: Filters): Promise<readonly string[]> {
  const isOldEnough = untilFilter(filters);
  const settings = { ...context.settings, namespace: context.engine.namespace };
  const [{ files }, users] = await Promise.all([networkFiles(settings), networkUsers(context)]);
  const unused = files
    .filter(isPrunable)
    .filter(({ list }) => fitsLabels(list.nerdctlLabels ?? {}, filters))
    .filter(({ path }) => isOldEnough(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY))
    .filter((file) => users(file).length === 0);
  const removed: string[] = [];
  for (const { list } of unused) {
    try {
      // Asked once more: somebody may have started one meanwhile.
      if ((await removeUserNetwork(context, list.name, { force: false })) !== undefined) removed.push(list.name);
    } catch (error) {
      if (!isNerdError(error, "NETWORK_IN_USE") && !isNerdError(error, "UNKNOWN_NETWORK")) throw error;
    }
  }
  await announceNetwork(context, "prune", { reclaimed: "0" });
  return removed;
}

function isPrunable({ list }: NetworkFile): boolean {
  return list.nerdctlID !== undefined && list.name !== "bridge";
}

function attributesOf({ name, plugins }: NetworkFile["list"]): Record<string, string> {
  return { name, type: plugins[0]?.type ?? "" };
}

function inUse({ list }: NetworkFile, { name, id, isRunning }: NetworkUser): NerdError {
  const short = id.slice(0, 12);
  const hint = isRunning
    ? `nerdsh network disconnect ${list.name} ${name}, or remove the container`
    : `it does not run: nerdsh rm ${name}, or network rm -f`;
  return new NerdError("NETWORK_IN_USE", `network ${list.name} is in use by container ${name} (${short})`, { hint });
}
