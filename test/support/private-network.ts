import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { NetworkList } from "../../src/cni/network-list.ts";
import { attachNetwork, releaseNetworks } from "../../src/network/attach.ts";
import type { Attachment } from "../../src/network/attachment.ts";
import { asBridgeNetwork } from "../../src/network/bridge-network.ts";
import { removeBridge } from "../../src/network/bridge-setup.ts";
import { createNetns } from "../../src/network/netns.ts";
import { networkFiles } from "../../src/network/network-lists.ts";
import type { PortMapping } from "../../src/network/port-mapping.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Settings of an engine of the test's own: its bridges and what they brought are gone with the block. */
export async function privateNetworks(): Promise<{ readonly settings: Settings } & AsyncDisposable> {
  const directory = await temporaryDirectory();
  const settings = await resolveSettings({ environment: { PATH: process.env["PATH"], NERDSH_ROOT: directory.path } });
  const dispose = async () => {
    for (const { list } of (await networkFiles(settings)).files) {
      const bridge = asBridgeNetwork(list);
      if (bridge !== undefined) await removeBridge(settings, bridge);
    }
    await directory[Symbol.asyncDispose]();
  };
  return { settings, [Symbol.asyncDispose]: dispose };
}

export function newId(): string {
  return randomBytes(32).toString("hex");
}

/** A network namespace with an attachment, as a container has one; `exec` prefixes a command to run in it. */
export interface Attached extends Attachment, AsyncDisposable {
  readonly id: string;
  readonly netns: string;
}

export async function attached(
  settings: Settings,
  network: NetworkList,
  request: { readonly ports?: readonly PortMapping[]; readonly address?: string; readonly mac?: string } = {},
): Promise<Attached> {
  const id = newId();
  const netns = await createNetns(settings, id);
  const attachment = await attachNetwork(settings, { id, network, netns, ...request });
  return { ...attachment, id, netns, [Symbol.asyncDispose]: () => releaseNetworks(settings, id) };
}

/** Where a list of a name lies. */
export function listPath(settings: Settings, name: string): string {
  return join(settings.cni.configDir, settings.namespace, `nerdctl-${name}.conflist`);
}
