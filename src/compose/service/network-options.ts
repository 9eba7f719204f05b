import type { NetworkOptions } from "../../container/network/network-options.ts";
import type { Endpoint, Port, Project, Service } from "../project.ts";

type Reached = Omit<
  NetworkOptions,
  "ip" | "ip6" | "macAddress" | "net" | "netAlias" | "networkAlias" | "dnsOption" | "publishAll" | "uts"
>;

/** Who is reached by which names. */
interface Names {
  /** The container that a service's name stands for. */
  owner(service: string): string;
  /** False where peers are not to find it by the service's names; true where absent. */
  readonly aliases?: boolean;
}

/** How a service is reached, and what it reaches, as `run` takes it. */
export function networkOptions(project: Project, serviceName: string, names: Names): Reached {
  const service = project.services[serviceName] ?? {};
  return {
    network: networks(project, serviceName, names),
    hostname: service.hostname || undefined,
    domainname: service.domainname || undefined,
    addHost: hostLines(service),
    dns: service.dns ?? [],
    dnsOpt: service.dns_opt ?? [],
    dnsSearch: service.dns_search ?? [],
    expose: service.expose ?? [],
    publish: (service.ports ?? []).map(publishText),
  };
}

/** `service:db` is `container:` and what that service's container is called. */
export function sharedWith(mode: string | undefined, owner: (service: string) => string): string | undefined {
  if (!mode) return undefined;
  return mode.startsWith("service:") ? `container:${owner(mode.slice("service:".length))}` : mode;
}

/** The first one has the way out: by priority of the gateway, then of the network, then by name. */
function networks(project: Project, serviceName: string, { owner, aliases: hasAliases = true }: Names): string[] {
  const service = project.services[serviceName] ?? {};
  const mode = sharedWith(service.network_mode, owner);
  if (mode !== undefined) return [mode === "default" ? "bridge" : mode];
  const joined = Object.entries(service.networks ?? {}).sort(
    ([a, left], [b, right]) =>
      (right?.gw_priority ?? 0) - (left?.gw_priority ?? 0) ||
      (right?.priority ?? 0) - (left?.priority ?? 0) ||
      (a < b ? -1 : 1),
  );
  if (joined.length === 0) return ["none"];
  return joined.map(([key, endpoint], i) => {
    const mac = endpoint?.mac_address || (i === 0 ? service.mac_address : undefined);
    const aliases = new Set(
      hasAliases ? [serviceName, ...(endpoint?.aliases ?? []), ...linkNames(project, serviceName, key)] : [],
    );
    return endpointText(project.networks[key]?.name ?? key, { ...endpoint, ...(mac && { mac_address: mac }) }, aliases);
  });
}

/** What other services of a network call this one by their `links`: every peer may, since names are the network's and not a pair's. */
function linkNames({ services }: Project, serviceName: string, network: string): string[] {
  return Object.values(services)
    .filter(({ networks = {} }) => Object.hasOwn(networks, network))
    .flatMap(({ links = [] }) => links)
    .flatMap((link) => {
      const [target, alias] = link.split(":");
      return target === serviceName && alias ? [alias] : [];
    });
}

function endpointText(name: string, endpoint: Endpoint, aliases: ReadonlySet<string>): string {
  const { ipv4_address: ip, ipv6_address: ip6, mac_address: mac } = endpoint ?? {};
  return [
    `name=${name}`,
    ...[...aliases].map((alias) => `alias=${alias}`),
    ...(ip ? [`ip=${ip}`] : []),
    ...(ip6 ? [`ip6=${ip6}`] : []),
    ...(mac ? [`mac-address=${mac}`] : []),
  ].join(",");
}

function hostLines({ extra_hosts: hosts = {} }: Service): string[] {
  return Object.entries(hosts).flatMap(([host, addresses]) => addresses.map((address) => `${host}=${address}`));
}

/** `[127.0.0.1:][8080:]80/tcp`. */
function publishText({ host_ip: address, published, target, protocol = "tcp" }: Port): string {
  const host = address ? `${address.includes(":") ? `[${address}]` : address}:` : "";
  return `${host}${published ? `${published}:` : host && "0:"}${target}/${protocol}`;
}
