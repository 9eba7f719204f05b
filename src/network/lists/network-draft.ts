import type { NetworkList } from "../../cni/network-list.ts";
import { NerdError } from "../../errors.ts";
import type { AddressPlan, AuxAddress } from "../addresses/address-plan.ts";
import { dhcpIpam } from "../addresses/dhcp.ts";
import { hostLocal } from "../addresses/host-local.ts";
import { type BridgeNetwork, bridgeList, networkId } from "../bridge/bridge-network.ts";
import { type DriverOptions, driverOptions, readDriver } from "./driver-options.ts";
import type { NetworkCreateOptions } from "./network-create-options.ts";

/** nerdctl's label for addresses that no container gets: JSON, by subnet and name. */
export const auxLabel = "nerdctl/network-aux-addresses";

/** A network that is to be made, but for its addresses. Every wish that needs no look at the host is checked. */
export interface NetworkDraft {
  readonly driver: "bridge" | "macvlan" | "ipvlan";
  readonly options: DriverOptions;
  /** Undefined where host-local gives the addresses. */
  readonly ipam: object | undefined;
}

/** Throws INVALID_VALUE. */
export function networkDraft(asked: NetworkCreateOptions): NetworkDraft {
  const { name, internal, ipamDriver, subnet, gateway, ipRange } = asked;
  checkNetworkName(name);
  const driver = readDriver(asked.driver);
  const options = driverOptions(driver, asked.opt);
  const isHostLocal = ipamDriver === "default" || ipamDriver === "host-local";
  if (!isHostLocal && ipamDriver !== "dhcp") {
    throw invalid(`unsupported ipam driver: ${ipamDriver}`, "drivers are default, host-local and dhcp");
  }
  if (isHostLocal && Object.keys(asked.ipamOpt).length > 0) {
    throw invalid(`host-local has no options: --ipam-opt ${Object.keys(asked.ipamOpt)[0]}`, "leave it out");
  }
  const named = [...subnet, ...gateway, ...ipRange, ...Object.keys(asked.auxAddress)];
  if (!isHostLocal && named.length > 0) throw invalid(`dhcp takes no subnet: ${named[0]}`, "its server has one");
  if (!isHostLocal && internal) throw invalid("dhcp on an internal network finds no server", "leave one of them out");
  return { driver, options, ipam: isHostLocal ? undefined : dhcpIpam(asked.ipamOpt) };
}

const builtIn = ["host", "none", "default", "bridge"];

function checkNetworkName(name: string): void {
  if (builtIn.includes(name)) {
    const message = `operation is not permitted on predefined ${name} network`;
    throw invalid(message, "choose another name");
  }
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return;
  throw invalid(`invalid network name: ${name}`, "use two or more letters, digits, or _ . - after the first");
}

/** The list of a draft, with its addresses. */
export function draftedList(
  { driver, options, ipam }: NetworkDraft,
  { name, internal, label }: Pick<NetworkCreateOptions, "name" | "internal" | "label">,
  { ranges, aux, bridge }: AddressPlan & { readonly bridge: string },
): NetworkList {
  const { hasIcc = true, masquerade = true, mtu, mode, parent } = options;
  const given: NetworkCreateOptions["label"] = {
    ...label,
    ...(aux.length > 0 && { [auxLabel]: JSON.stringify(bySubnet(aux)) }),
  };
  // In nerdctl's order.
  const labels = Object.fromEntries(
    Object.keys(given)
      .sort()
      .map((key) => [key, given[key] ?? ""]),
  );
  if (driver === "bridge") {
    const network: BridgeNetwork = {
      ...{ name, bridge, ranges, masquerade, isInternal: internal, isIsolated: !hasIcc, labels },
      ...(mtu && { mtu }),
    };
    const list = bridgeList(network);
    const [first, ...rest] = list.plugins;
    return ipam === undefined ? list : { ...list, plugins: [{ ...first!, ipam }, ...rest] };
  }
  const hasIpv6 = ranges.some(({ subnet }) => subnet.family === 6);
  const plugin = {
    type: driver,
    master: parent ?? "",
    ...(mode && { mode }),
    ...(mtu && { mtu }),
    ipam: ipam ?? hostLocal(ranges, { isInternal: internal }),
    ...(hasIpv6 && { capabilities: { ips: true } }),
  };
  return { cniVersion: "1.0.0", name, nerdctlID: networkId(name), nerdctlLabels: labels, plugins: [plugin] };
}

function bySubnet(aux: readonly AuxAddress[]): Record<string, Record<string, string>> {
  const subnets: Record<string, Record<string, string>> = {};
  for (const { subnet, name, address } of aux) subnets[subnet] = { ...subnets[subnet], [name]: address };
  return subnets;
}

function invalid(message: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", message, { hint });
}
