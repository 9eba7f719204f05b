import { hostname as hostHostname } from "node:os";
import type { Endpoint } from "../../network/endpoint.ts";
import { formatExtraHost, parseExtraHost } from "../../network/hosts/extra-host.ts";
import { networkMode, networkNames } from "../../network/network-mode.ts";
import type { PortSpec } from "../../network/ports/port-mapping.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import type { PlannedNetwork, TaskNetwork } from "./planned-network.ts";

/** What was asked for that nerdctl has no label for. */
export interface AskedNetwork {
  /** Where one has aliases, or another than the first an address. */
  readonly endpoints?: readonly Endpoint[];
  /** Where one leaves the port of the host open. */
  readonly published?: readonly PortSpec[];
  readonly publishAll?: true;
}

/** What the record says of a container's network, by which a later start makes the same again. */
export function networkLabels(network: PlannedNetwork): Record<string, string> {
  const { mode, hostname, domainname, extraHosts, resolver, exposed } = network;
  const orNull = (values: readonly string[]) => (values.length > 0 ? values : null);
  return {
    [labelKeys.hostname]: hostname || hostHostname(),
    [labelKeys.domainname]: domainname,
    [labelKeys.extraHosts]: JSON.stringify(extraHosts.map(formatExtraHost)),
    [labelKeys.networks]: JSON.stringify(networkNames(mode)),
    [labelKeys.dns]: JSON.stringify({
      DNSServers: orNull(resolver.servers),
      DNSResolvConfOptions: orNull(resolver.options),
      DNSSearchDomains: orNull(resolver.search),
    }),
    ...(exposed.length > 0 && { [labelKeys.exposedPorts]: exposedLabel(exposed) }),
    ...Object.fromEntries(Object.entries(endpointLabels(network)).filter(([, value]) => value !== "")),
  };
}

/** The part of them that `network connect` changes; empty where containerd is to forget one. */
export function endpointLabels(network: Pick<PlannedNetwork, "mode"> & AskedPorts): Record<string, string> {
  const { mode } = network;
  const { ip = "", ip6 = "", mac = "" } = (mode.kind === "networks" ? mode.endpoints[0] : undefined) ?? {};
  const asked = askedNetwork(network);
  return {
    [labelKeys.networks]: JSON.stringify(networkNames(mode)),
    [labelKeys.ip]: ip,
    [labelKeys.ip6]: ip6,
    [labelKeys.macAddress]: mac,
    [labelKeys.askedNetwork]: asked ? JSON.stringify(asked) : "",
  };
}

/** The network of a container that nerdsh or nerdctl made; its host name is the spec's. */
export function recordedNetwork(labels: Readonly<Record<string, string>>, hostname = ""): TaskNetwork {
  return {
    mode: networkMode(recordedEndpoints(labels)),
    hostname,
    domainname: labels[labelKeys.domainname] ?? "",
    extraHosts: readJsonLabel<string[]>(labels, labelKeys.extraHosts, []).map(parseExtraHost),
    resolver: recordedResolver(labels),
  };
}

/** nerdctl's form of what is named for a container in the place of the host's. */
interface DnsLabel {
  readonly DNSServers?: readonly string[] | null;
  readonly DNSResolvConfOptions?: readonly string[] | null;
  readonly DNSSearchDomains?: readonly string[] | null;
}

function recordedResolver(labels: Readonly<Record<string, string>>): TaskNetwork["resolver"] {
  const { DNSServers, DNSResolvConfOptions, DNSSearchDomains } = readJsonLabel<DnsLabel>(labels, labelKeys.dns, {});
  return { servers: DNSServers ?? [], options: DNSResolvConfOptions ?? [], search: DNSSearchDomains ?? [] };
}

export function recordedEndpoints(labels: Readonly<Record<string, string>>): readonly Endpoint[] {
  const { endpoints } = readAskedNetwork(labels);
  if (endpoints !== undefined) return endpoints;
  const [first, ...others] = readJsonLabel<string[]>(labels, labelKeys.networks, ["bridge"]);
  if (first === undefined) return [];
  const { [labelKeys.ip]: ip, [labelKeys.ip6]: ip6, [labelKeys.macAddress]: mac } = labels;
  const own = { ...(ip && { ip }), ...(ip6 && { ip6 }), ...(mac && { mac }) };
  return [{ network: first, aliases: [], ...own }, ...others.map((network) => ({ network, aliases: [] }))];
}

export function readAskedNetwork(labels: Readonly<Record<string, string>>): AskedNetwork {
  return readJsonLabel<AskedNetwork>(labels, labelKeys.askedNetwork, {});
}

type AskedPorts = Pick<PlannedNetwork, "published" | "publishAll">;

function askedNetwork({
  mode,
  published,
  publishAll,
}: Pick<PlannedNetwork, "mode"> & AskedPorts): AskedNetwork | undefined {
  const endpoints = mode.kind === "networks" ? mode.endpoints : [];
  const isMore = ({ aliases, ip, ip6, mac }: Endpoint, i: number) =>
    aliases.length > 0 || (i > 0 && (ip ?? ip6 ?? mac));
  const isOpen = ({ hostPorts }: PortSpec) => hostPorts === undefined || hostPorts[0] !== hostPorts[1];
  const asked: AskedNetwork = {
    ...(endpoints.some(isMore) && { endpoints }),
    ...(published.some(isOpen) && { published }),
    ...(publishAll && { publishAll }),
  };
  return Object.keys(asked).length > 0 ? asked : undefined;
}

function exposedLabel(exposed: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(exposed.map((port) => [port, {}])));
}
