import type { PluginResult } from "../../cni/plugin-result.ts";
import { type ExtraHost, hostsLine, parseExtraHost } from "./extra-host.ts";

/** What a hosts file is made of for one container: nerdctl's `meta.json` beside it. From nerdctl, pkg/dnsutil/hostsstore. */
export interface HostsMeta {
  readonly ID: string;
  /** Result of ADD by network. */
  readonly Networks: Readonly<Record<string, PluginResult>>;
  readonly Hostname: string;
  readonly Domainname: string;
  /** Address by name. */
  readonly ExtraHosts: Readonly<Record<string, string>>;
  readonly Name: string;
  /** nerdsh's own, by network: what peers call it beside its names. */
  readonly Aliases?: Readonly<Record<string, readonly string[]>>;
  /** nerdsh's own, in the place of `ExtraHosts` where a name has several addresses: `name:address`. */
  readonly ExtraHostList?: readonly string[];
}

const begin = "# <nerdctl>";
const end = "# </nerdctl>";

/** Names on the default network have no `.bridge` form. */
const defaultNetwork = "bridge";

/**
 * A container's /etc/hosts: `peers` are the containers that it shares a network with, itself among them. Lines of the
 * previous text that the user added outside the block stay.
 */
export function hostsText(meta: HostsMeta, peers: readonly HostsMeta[], previous = ""): string {
  const lines = [
    ...userLines(previous),
    begin,
    "127.0.0.1\tlocalhost localhost.localdomain",
    "::1\t\tlocalhost localhost.localdomain",
    ...extraHosts(meta).map(hostsLine),
    ...peers.flatMap((peer) => peerLines(meta, peer)),
    end,
  ];
  return `${lines.join("\n")}\n`;
}

/** Whether two containers are in one network, by which they may know each other. */
export function isPeer(meta: HostsMeta, other: HostsMeta): boolean {
  return Object.keys(meta.Networks).some((network) => network in other.Networks);
}

function userLines(text: string): string[] {
  const kept: string[] = [];
  let isInside = false;
  for (const line of text.split("\n")) {
    if (line === begin) isInside = true;
    else if (line === end) isInside = false;
    else if (!isInside && !/^\s*(#|$|127\.0\.0\.1\s|::1\s)/.test(line)) kept.push(line);
  }
  return kept;
}

function peerLines(meta: HostsMeta, peer: HostsMeta): string[] {
  return ownLines(peer).flatMap(({ network, lines }) => (network in meta.Networks ? lines : []));
}

interface NetworkLines {
  readonly network: string;
  readonly lines: readonly string[];
}

/** Made once for the files of all peers. */
const knownLines = new WeakMap<HostsMeta, readonly NetworkLines[]>();

/** How a container is written in a file of its peers, by network. */
function ownLines(meta: HostsMeta): readonly NetworkLines[] {
  const known = knownLines.get(meta);
  if (known !== undefined) return known;
  const all = Object.entries(meta.Networks).map(([network, { ips = [] }]) => {
    const names = namesIn(meta, network).join(" ");
    return { network, lines: ips.map(({ address }) => `${address.split("/")[0]!.padEnd(15)} ${names}`) };
  });
  knownLines.set(meta, all);
  return all;
}

function extraHosts({ ExtraHosts, ExtraHostList }: HostsMeta): ExtraHost[] {
  if (ExtraHostList !== undefined) return ExtraHostList.map(parseExtraHost);
  return Object.entries(ExtraHosts).map(([name, address]) => ({ name, address }));
}

/** What a container is called in one of its networks. */
export function namesIn({ Hostname, Domainname, Name, Aliases = {} }: HostsMeta, network: string): string[] {
  const forms = (name: string) => (network === defaultNetwork ? [name] : [name, `${name}.${network}`]);
  const names = [
    ...(Domainname ? [`${Hostname}.${Domainname}`] : []),
    ...forms(Hostname),
    ...(Name ? forms(Name) : []),
    ...(Aliases[network] ?? []).flatMap(forms),
  ];
  return [...new Set(names)];
}
