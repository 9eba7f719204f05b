import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { MountSpec } from "../../engine/runtime-spec.ts";
import type { Attachment } from "../../network/attachment.ts";
import { formatExtraHost, hostsLine } from "../../network/hosts/extra-host.ts";
import { HostsStore } from "../../network/hosts/hosts-store.ts";
import { hostResolvConf, resolvConf, withOtherRest } from "../../network/hosts/resolv-conf.ts";
import { type PortMapping, toNerdctlPort } from "../../network/ports/port-mapping.ts";
import { writeNameServers } from "../network/name-service.ts";
import type { PlannedNetwork, TaskNetwork } from "../network/planned-network.ts";
import { statePaths } from "./state-directory.ts";

const readable = { mode: 0o644 };
const hidden = { mode: 0o600 };

interface StateFacts {
  readonly id: string;
  readonly network: PlannedNetwork;
  readonly ports: readonly PortMapping[];
}

type StateContext = Pick<Context, "settings" | "engine">;

/**
 * Writes the container's files and gives the mounts that put them at their places: hosts, resolv.conf, hostname. One that uses another's
 * network has that one's.
 */
export async function writeStateFiles(
  context: StateContext,
  { id, network, ports }: StateFacts,
): Promise<readonly MountSpec[]> {
  const namespace = namespaced(context);
  const paths = statePaths(namespace, id);
  const { mode, hostname, shared } = network;
  // Synchronously, as in atomic-file.ts.
  writePorts(context, id, ports);
  writeFileSync(paths.log, "", hidden);
  if (shared !== undefined) return shared.mounts;
  writeFileSync(paths.resolvConf, resolvConfOf(context, network), readable);
  writeFileSync(paths.hostname, hostname === "" ? readFileSync("/etc/hostname", "utf8") : `${hostname}\n`, readable);
  // Those of a container in networks are entered with its addresses.
  const extra = mode.kind === "networks" ? [] : network.extraHosts.map((host) => `${hostsLine(host)}\n`);
  const hosts = mode.kind === "host" ? readFileSync("/etc/hosts", "utf8") : localHosts(hostname);
  await new HostsStore(namespace).create(id, hosts + extra.join(""));
  return [
    bind("/etc/resolv.conf", paths.resolvConf),
    bind("/etc/hosts", paths.hosts),
    bind("/etc/hostname", paths.hostname),
  ];
}

/** Takes over the host's DNS servers, as they are now, where the user has named none; before a start, as Docker does. */
export function refreshResolvConf(context: StateContext, id: string, network: TaskNetwork): void {
  const path = statePaths(namespaced(context), id).resolvConf;
  // It may have another container's, or be none of ours.
  if (network.mode.kind === "container" || !existsSync(path)) return;
  const text = readFileSync(path, "utf8");
  const wanted = withOtherRest(text, resolvConfOf(context, network));
  if (wanted !== text) writeFileSync(path, wanted); // In place: others may have it mounted.
}

/** Where nerdctl looks for what a container publishes. */
export function writePorts(context: StateContext, id: string, ports: readonly PortMapping[]): void {
  const { networkConfig } = statePaths(namespaced(context), id);
  const portMappings = ports.map(toNerdctlPort);
  writeFileSync(networkConfig, JSON.stringify(portMappings.length > 0 ? { portMappings } : {}), hidden);
}

/** Enters the container's addresses in its own hosts file, and its names in those of its peers; and tells it who answers DNS there. */
export async function writeHosts(
  context: StateContext,
  {
    id,
    name,
    network,
    attachments,
  }: { id: string; name: string; network: TaskNetwork; attachments: readonly Attachment[] },
): Promise<void> {
  const { mode, hostname, domainname, extraHosts, resolver } = network;
  await writeNameServers(context, { id, attachments, followsHost: resolver.servers.length === 0 });
  const ExtraHosts = Object.fromEntries(extraHosts.map(({ name, address }) => [name, address]));
  const endpoints = mode.kind === "networks" ? mode.endpoints.filter(({ aliases }) => aliases.length > 0) : [];
  await new HostsStore(namespaced(context)).enter({
    ID: id,
    Networks: Object.fromEntries(attachments.map(({ network, result }) => [network, result])),
    Hostname: hostname,
    Domainname: domainname,
    ExtraHosts,
    Name: name,
    ...(endpoints.length > 0 && { Aliases: Object.fromEntries(endpoints.map((e) => [e.network, e.aliases])) }),
    ...(Object.keys(ExtraHosts).length < extraHosts.length && { ExtraHostList: extraHosts.map(formatExtraHost) }),
  });
}

function resolvConfOf({ settings }: StateContext, { mode, resolver }: TaskNetwork): string {
  const host = hostResolvConf(settings);
  if (mode.kind !== "host") return resolvConf(host, resolver);
  const isAsked = Object.values(resolver).some((values) => values.length > 0);
  return isAsked ? resolvConf(host, { ...resolver, sharesLoopback: true }) : host;
}

function namespaced({ settings, engine }: StateContext) {
  return { ...settings, namespace: engine.namespace };
}

/** Of a container that is in no network. */
function localHosts(hostname: string): string {
  return `127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n127.0.0.1\t${hostname}\n`;
}

function bind(destination: string, source: string): MountSpec {
  return { destination, type: "bind", source, options: ["rbind", "rprivate"] };
}
