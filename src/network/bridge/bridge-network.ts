import { createHash } from "node:crypto";
import type { NetworkList, PluginConfig } from "../../cni/network-list.ts";
import { type HostLocal, hostLocal, readHostLocal } from "../addresses/host-local.ts";
import type { Subnet } from "../addresses/subnet.ts";

/** A network of the usual kind: a bridge whose containers host-local gives addresses, isolated from other bridges. */
export interface BridgeNetwork extends HostLocal {
  readonly name: string;
  readonly bridge: string;
  /** Whether containers reach the outside under the host's address. */
  readonly masquerade: boolean;
  /** Nobody in it reaches anything outside, and of the host its name server alone. */
  readonly isInternal?: boolean;
  /** Its containers do not reach each other, either. */
  readonly isIsolated?: boolean;
  readonly mtu?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** An address by which containers leave a bridge. */
export interface BridgeAddress {
  readonly subnet: Subnet;
  readonly gateway: string;
}

/** What nerdctl calls a network by: it follows from the name. */
export function networkId(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

/** The list of such a network as nerdctl writes it, plugin by plugin and key by key. From nerdctl, pkg/netutil, bridge driver. */
export function bridgeList(network: BridgeNetwork): NetworkList {
  const { name, bridge, masquerade, isInternal = false, isIsolated = false, mtu, labels = {} } = network;
  const hasIpv6 = network.ranges.some(({ subnet }) => subnet.family === 6);
  return {
    cniVersion: "1.0.0",
    name,
    nerdctlID: networkId(name),
    nerdctlLabels: labels,
    plugins: [
      {
        type: "bridge",
        bridge,
        ...(!isInternal && { isGateway: true }),
        ...(!isInternal && masquerade && { ipMasq: true }),
        ...(mtu && { mtu }),
        hairpinMode: true,
        ipam: hostLocal(network.ranges, { isInternal }),
        ...(hasIpv6 && { capabilities: { ips: true } }),
      },
      ...(isInternal ? [] : [plainPortmap]),
      { type: "firewall", ingressPolicy: isIsolated ? "isolated" : "same-bridge" },
      { type: "tuning" },
    ],
  };
}

/**
 * Reads a list that says exactly what `bridgeList` can say. Anything more, such as a VLAN or a key unknown here, is
 * undefined: such a list is not the usual kind, and runs as written.
 */
export function asBridgeNetwork({ name, plugins }: NetworkList): BridgeNetwork | undefined {
  const [first, ...others] = plugins;
  const [tuning, firewall, portmap, ...rest] = others.reverse();
  if (rest.length > 0 || !isPlain(tuning, { type: "tuning" })) return undefined;
  if (portmap !== undefined && !isPlain(portmap, plainPortmap)) return undefined;
  const ingressPolicy = firewall?.["ingressPolicy"];
  if (!isPlain(firewall, { type: "firewall", ingressPolicy })) return undefined;
  if (ingressPolicy !== "same-bridge" && ingressPolicy !== "isolated") return undefined;
  if (first === undefined) return undefined;
  const { type, bridge, isGateway = false, ipMasq = false, hairpinMode, mtu, ipam, capabilities, ...more } = first;
  if (type !== "bridge" || typeof bridge !== "string" || hairpinMode !== true || !isMtu(mtu)) return undefined;
  if (typeof ipMasq !== "boolean" || typeof isGateway !== "boolean" || Object.keys(more).length > 0) return undefined;
  const isInternal = portmap === undefined;
  if (isGateway === isInternal || (isInternal && ipMasq)) return undefined;
  const ranges = readHostLocal(ipam, { isInternal });
  if (ranges === undefined || (capabilities !== undefined && !isSame(capabilities, { ips: true }))) return undefined;
  return {
    ...{ name, bridge, ranges, masquerade: ipMasq },
    ...(isInternal && { isInternal }),
    ...(ingressPolicy === "isolated" && { isIsolated: true }),
    ...(mtu && { mtu }),
  };
}

/** The addresses of the host by which a network's containers reach the outside: none of an internal one. */
export function bridgeAddresses({ ranges, isInternal = false }: BridgeNetwork): BridgeAddress[] {
  return isInternal ? [] : ranges.map(({ subnet, gateway }) => ({ subnet, gateway }));
}

const plainPortmap: PluginConfig = { type: "portmap", capabilities: { portMappings: true } };

function isMtu(mtu: unknown): mtu is number | undefined {
  return mtu === undefined || (Number.isInteger(mtu) && Number(mtu) >= 0);
}

function isPlain(plugin: PluginConfig | undefined, plain: object): boolean {
  return isSame(plugin, plain);
}

/** JSON's comparison with what we would write, so that no key goes unseen. */
function isSame(value: unknown, other: unknown): boolean {
  return sortedJson(value) === sortedJson(other);
}

/** JSON with keys in order, which no language decides (its tables take 10 ms to load): nerdctl's structs and ours may list them differently. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The bridge plugin alone, without masquerade: what a bridge network runs when a ruleset does the rest. */
export function bareBridgeList(list: NetworkList, dataDir: string): NetworkList {
  const [bridge] = list.plugins;
  const ipam = { ...(bridge?.["ipam"] as object), dataDir }; // Only for lists that asBridgeNetwork has read.
  const { name, cniVersion } = list;
  return { cniVersion, name, plugins: [{ ...bridge, type: "bridge", ipMasq: false, ipam }] };
}

/**
 * Reads a list made by `bareBridgeList`; undefined for others. On the host, such a network's attachment is a reservation
 * and an interface, and nothing else.
 */
export function bareBridge({
  plugins,
}: NetworkList): { readonly bridge: string; readonly dataDir: string } | undefined {
  const [plugin, ...rest] = plugins;
  if (rest.length > 0 || plugin?.type !== "bridge" || plugin["ipMasq"] !== false) return undefined;
  const { bridge, ipam } = plugin;
  const { type, dataDir } = (ipam ?? {}) as { type?: unknown; dataDir?: unknown };
  if (type !== "host-local" || typeof dataDir !== "string" || typeof bridge !== "string") return undefined;
  return { bridge, dataDir };
}
