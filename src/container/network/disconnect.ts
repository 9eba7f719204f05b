import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { networkId } from "../../network/bridge/bridge-network.ts";
import { findNetwork, networkFiles } from "../../network/lists/network-files.ts";
import { lockContainer } from "../container-lock.ts";
import { containerName } from "../record/lookup.ts";
import { containerUndoStack } from "../undo.ts";
import { changeableEndpoints, changeEndpoints } from "./endpoint-change.ts";
import { announceNetwork } from "./network-announcement.ts";
import { settleNetworks } from "./settled-networks.ts";

/**
 * Takes a container out of a network, by its name or the beginning of its id; its interface is gone from the live namespace. The network
 * itself need not be there any more. Throws INVALID_VALUE where it is not in it, unless `force` is set.
 */
export async function disconnectNetwork(
  context: Context,
  id: string,
  network: string,
  { force = false }: { readonly force?: boolean } = {},
): Promise<void> {
  const { engine, signal } = context;
  const settings = { ...context.settings, namespace: engine.namespace };
  await using _lock = await lockContainer(context, id, signal);
  const container = await engine.containers.get(id, { signal });
  const endpoints = changeableEndpoints(container);
  const left = endpoints.find(
    ({ network: name }) => name === network || (network.length >= 4 && networkId(name).startsWith(network)),
  );
  if (left === undefined && force) return;
  if (left === undefined) {
    throw new NerdError(
      "INVALID_VALUE",
      `container ${containerName(container)} is not connected to network ${network}`,
      {
        exitCode: 1,
        hint:
          endpoints.length === 0 ? "it is in none" : `it is in ${endpoints.map((other) => other.network).join(", ")}`,
      },
    );
  }
  const { network: name } = left;
  const driver = findNetwork((await networkFiles(settings)).files, name)?.list.plugins[0]?.type ?? "";
  const others = endpoints.filter((other) => other !== left);
  await using undo = containerUndoStack(context);
  // The record first. Cut short after it, `doctor --fix` does the rest, or the container's next stop; before it, nothing has happened.
  await undo.step("networks", id, () => changeEndpoints(context, container, others));
  await settleNetworks(context, id);
  await undo.commit();
  await announceNetwork(context, "disconnect", { container: id, name, type: driver });
}
