import { createHash, randomBytes } from "node:crypto";
import { basename, join } from "node:path";
import { formatNetworkList, type NetworkList } from "../../src/cni/network-list.ts";
import { firstAddress, parseSubnet } from "../../src/network/addresses/subnet.ts";
import { attachNetwork, detachNetwork, releaseNetworks } from "../../src/network/attach.ts";
import type { Attachment } from "../../src/network/attachment.ts";
import { deleteBridge } from "../../src/network/bridge/bridge-link.ts";
import { asBridgeNetwork, bridgeList } from "../../src/network/bridge/bridge-network.ts";
import { removeBridge } from "../../src/network/bridge/bridge-setup.ts";
import { networkFiles } from "../../src/network/lists/network-files.ts";
import { createNetns } from "../../src/network/netns.ts";
import { type PortMapping, parsePortSpecs } from "../../src/network/ports/port-mapping.ts";
import { PortReservations } from "../../src/network/ports/port-reservation.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { replaceFile } from "../../src/store/atomic-file.ts";
import { programOutput } from "./program.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Settings of an engine of the test's own: its bridges and what they brought are gone with the block. */
export async function privateNetworks(): Promise<{ readonly settings: Settings } & AsyncDisposable> {
  const directory = await temporaryDirectory();
  const settings = await resolveSettings({ environment: { PATH: process.env["PATH"], NERDSH_ROOT: directory.path } });
  const dispose = async () => {
    for (const { list } of (await networkFiles(settings)).files) {
      const bridge = asBridgeNetwork(list);
      if (bridge !== undefined) await removeBridge(settings, bridge);
      await removeWritten(settings, `${list.plugins[0]?.["bridge"]}`);
    }
    await directory[Symbol.asyncDispose]();
  };
  return { settings, [Symbol.asyncDispose]: dispose };
}

/** A bridge whose list ran as written: its firewall plugin leaves rules for the bridge itself, with nerdctl as with us. */
async function removeWritten(settings: Settings, bridge: string): Promise<void> {
  await deleteBridge(bridge, settings.programDirs);
  const rules = (await programOutput("iptables-save", ["-t", "filter"]))
    .split("\n")
    .filter((line) => line.includes(` ${bridge} `));
  // iptables-save quotes as a shell reads.
  for (const rule of rules) await programOutput("sh", ["-c", `iptables --wait ${rule.replace(/^-A/, "-D")}`]);
}

export function newId(): string {
  return randomBytes(32).toString("hex");
}

/** A network namespace with an attachment, as a container has one. */
export interface Attached extends Attachment, AsyncDisposable {
  readonly id: string;
  readonly netns: string;
  /** As `ip netns` knows it. */
  readonly netnsName: string;
  attach(network: NetworkList, interfaceName: string): Promise<Attachment>;
  detach(network: string): Promise<void>;
}

export async function attached(
  settings: Settings,
  network: NetworkList,
  request: { readonly ports?: readonly PortMapping[]; readonly address?: string; readonly mac?: string } = {},
): Promise<Attached> {
  const id = newId();
  const netns = await createNetns(settings, id);
  const { ports = [], address, mac } = request;
  const fixed = { ...(address && { address }), ...(mac && { mac }) };
  const attachment = await attachNetwork(settings, { id, network, netns, ports, ...fixed });
  return {
    ...attachment,
    id,
    netns,
    netnsName: basename(netns),
    attach: (network, interfaceName) => attachNetwork(settings, { id, network, netns, interfaceName }),
    detach: (network) => detachNetwork(settings, { id, network }),
    [Symbol.asyncDispose]: () => releaseNetworks(settings, id),
  };
}

/** Where a list of a name lies. */
export function listPath(settings: Settings, name: string): string {
  return join(settings.cni.configDir, settings.namespace, `nerdctl-${name}.conflist`);
}

/**
 * A bridge network of the test's own on a free subnet, with its bridge. `asWritten` adds what makes a list one that is not the usual kind, and
 * so runs plugin by plugin.
 */
export async function createNetwork(
  settings: Settings,
  name: string,
  kind: "usual" | "as written" = "usual",
): Promise<NetworkList> {
  const hash = createHash("sha256").update(`${settings.dataStore} ${name}`).digest();
  // Far above what anybody is given, and apart for each test.
  const subnet = parseSubnet(`10.${200 + (hash[0]! % 50)}.${hash[1]}.0/24`);
  const bridge = `nt-${hash.toString("hex").slice(0, 8)}`;
  const list = bridgeList({ name, bridge, ranges: [{ subnet, gateway: firstAddress(subnet) }], masquerade: true });
  const [first, ...rest] = list.plugins;
  const written = kind === "usual" ? list : { ...list, plugins: [{ ...first!, promiscMode: false }, ...rest] };
  await replaceFile(listPath(settings, name), formatNetworkList(written));
  return written;
}

/** Ports of the host, chosen by it, for one container. */
export async function reservedPorts(
  settings: Settings,
  ...specs: readonly string[]
): Promise<{ readonly ports: readonly PortMapping[] } & AsyncDisposable> {
  const reservations = new PortReservations(settings);
  const id = newId();
  const ports = await reservations.reserve(id, specs.flatMap(parsePortSpecs), { nameOf: async () => undefined });
  return { ports, [Symbol.asyncDispose]: () => reservations.release(id) };
}
