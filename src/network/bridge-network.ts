import { createHash } from "node:crypto";
import type { NetworkList, PluginConfig } from "../cni/network-list.ts";
import { formatSubnet, parseSubnet, type Subnet } from "./subnet.ts";

/** A network of the usual kind: a bridge with a gateway address, IPv4, isolated from other bridges. */
export interface BridgeNetwork {
  readonly name: string;
  readonly bridge: string;
  readonly subnet: Subnet;
  readonly gateway: string;
  /** Whether containers reach the outside under the host's address. */
  readonly masquerade: boolean;
  readonly mtu?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The list of such a network as nerdctl writes it, plugin by plugin and key by key. From nerdctl, pkg/netutil, bridge driver. */
export function bridgeList({
  name,
  bridge,
  subnet,
  gateway,
  masquerade,
  mtu,
  labels = {},
}: BridgeNetwork): NetworkList {
  const ranges = [[{ subnet: formatSubnet(subnet), gateway }]];
  return {
    cniVersion: "1.0.0",
    name,
    nerdctlID: createHash("sha256").update(name).digest("hex"),
    nerdctlLabels: labels,
    plugins: [
      {
        type: "bridge",
        bridge,
        isGateway: true,
        ipMasq: masquerade,
        hairpinMode: true,
        ...(mtu !== undefined && { mtu }),
        ipam: { type: "host-local", ranges, routes: [{ dst: "0.0.0.0/0" }] },
      },
      { type: "portmap", capabilities: { portMappings: true } },
      { type: "firewall", ingressPolicy: "same-bridge" },
      { type: "tuning" },
    ],
  };
}

/**
 * Reads a list that says exactly what `bridgeList` can say. Anything more, a second range, IPv6, a key unknown here, is
 * undefined: such a list is not the usual kind, and runs as written.
 */
export function asBridgeNetwork(list: NetworkList): BridgeNetwork | undefined {
  const [first, portmap, firewall, tuning, ...rest] = list.plugins;
  if (rest.length > 0 || !isPlain(portmap, plainPortmap) || !isPlain(firewall, plainFirewall)) return undefined;
  if (!isPlain(tuning, { type: "tuning" })) return undefined;
  if (first === undefined) return undefined;
  const { type, bridge, isGateway, ipMasq, hairpinMode, mtu, ipam, ...more } = first;
  if (type !== "bridge" || typeof bridge !== "string" || isGateway !== true || hairpinMode !== true) return undefined;
  if (typeof ipMasq !== "boolean" || Object.keys(more).length > 0 || !isMtu(mtu)) return undefined;
  const range = singleRange(ipam);
  if (range === undefined) return undefined;
  return { name: list.name, bridge, ...range, masquerade: ipMasq, ...(mtu && { mtu }) };
}

const plainPortmap = { type: "portmap", capabilities: { portMappings: true } };
const plainFirewall = { type: "firewall", ingressPolicy: "same-bridge" };

function isMtu(mtu: unknown): mtu is number | undefined {
  return mtu === undefined || (Number.isInteger(mtu) && Number(mtu) >= 0);
}

function isPlain(plugin: PluginConfig | undefined, plain: object): boolean {
  return sortedJson(plugin) === sortedJson(plain);
}

function singleRange(ipam: unknown): { subnet: Subnet; gateway: string } | undefined {
  // JSON's comparison with what we would write, so that no key goes unseen.
  const { ranges } = (ipam ?? {}) as { ranges?: { subnet?: unknown; gateway?: unknown }[][] };
  const { subnet, gateway } = ranges?.[0]?.[0] ?? {};
  if (typeof subnet !== "string" || typeof gateway !== "string" || subnet.includes(":")) return undefined;
  const plain = { type: "host-local", ranges: [[{ subnet, gateway }]], routes: [{ dst: "0.0.0.0/0" }] };
  const same = sortedJson(ipam) === sortedJson(plain);
  return same ? { subnet: parseSubnet(subnet), gateway } : undefined;
}

/** JSON with keys in order: nerdctl's structs and ours may list them differently. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a.localeCompare(b)))
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
