import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { attachmentsOf, detachNetwork } from "../../network/attach.ts";
import { networkId } from "../../network/bridge/bridge-network.ts";
import { runProgram, tryProgram } from "../../network/host-program.ts";
import { findNetwork, networkFiles } from "../../network/lists/network-files.ts";
import { netnsPath } from "../../network/netns.ts";
import type { Settings } from "../../settings/settings.ts";
import { lockContainer } from "../container-lock.ts";
import { containerName } from "../record/lookup.ts";
import { changeableEndpoints, changeEndpoints } from "./endpoint-change.ts";
import { announceNetwork } from "./network-announcement.ts";

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
  // The record first: cut short in between, the interface goes with the container's next stop, and is not made again.
  await changeEndpoints(
    context,
    container,
    endpoints.filter((other) => other !== left),
  );
  await detachNetwork(settings, { id, network: name });
  await changeGateway(settings, id);
  await announceNetwork(context, "disconnect", { container: id, name, type: driver });
}

/** The way outside went with the network that gave it: the first one left that has one gives it now. */
async function changeGateway(settings: Settings, id: string): Promise<void> {
  const path = netnsPath(settings, id);
  if (!existsSync(path)) return;
  const inside = ["-netns", basename(path)];
  for (const family of ["-4", "-6"]) {
    const routes = await runProgram("ip", [...inside, family, "route", "show", "default"], settings);
    const next = routes.trim() === "" ? await nextGateway(settings, id, family) : undefined;
    if (next === undefined) continue;
    const route = ["route", "replace", "default", "via", next.gateway, "dev", next.device];
    await tryProgram("ip", [...inside, family, ...route], settings);
  }
}

async function nextGateway(settings: Settings, id: string, family: string) {
  for (const { interfaceName, result } of await attachmentsOf(settings, id)) {
    const routes = (result["routes"] ?? []) as readonly { dst?: string }[]; // CNI spec 1.0.0, section 5, "routes".
    if (!routes.some(({ dst }) => dst === (family === "-4" ? "0.0.0.0/0" : "::/0"))) continue;
    const ip = result.ips?.find(({ address }) => address.includes(":") === (family === "-6"));
    if (ip?.gateway !== undefined) return { gateway: ip.gateway, device: interfaceName };
  }
  return undefined;
}
