import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { Settings } from "../../settings/settings.ts";
import { rulesetTable, zoneLookup } from "../bridge/bridge-ruleset.ts";
import { runProgram, tryProgram } from "../host-program.ts";
import { isAnyAddress, type PortMapping } from "./port-mapping.ts";

/** An element of one of a ruleset's maps. */
export interface PublishedPort {
  readonly map: PortMap | ZoneMap;
  /** Host address where bound to one, protocol, host port. */
  readonly key: readonly (string | number)[];
  /** The container's, from the element's comment. */
  readonly id: string;
}

/** To where the ports lead: all of the host's addresses, or one. */
type PortMap = "any" | "any6" | "bound" | "bound6";

/** Of udp ports: in which of its zones conntrack looks for their flows. */
type ZoneMap = "any-zone" | "bound-zone" | "bound6-zone";

export interface Publication {
  readonly bridge: string;
  readonly id: string;
  /** The container's, without prefix length. */
  readonly address?: string;
  /** The same of IPv6. */
  readonly address6?: string;
  readonly ports: readonly PortMapping[];
}

/** Makes the host's ports lead to the container. Fails where the ruleset is gone. */
export async function publishPorts(settings: Settings, publication: Publication): Promise<void> {
  if (publication.ports.length === 0) return;
  const { status } = await tryProgram("nft", ["--file", "-"], { ...settings, input: publishCommands(publication) });
  if (status === 0) return;
  // An element under the same key is a dead container's, since ports are reserved; without one, nft says once more what is wrong.
  const wanted = new Set(publication.ports.map((port) => elementKey(port).join()));
  const stale = (await publishedPorts(settings, publication.bridge)).filter(({ key }) => wanted.has(key.join()));
  const input = unpublishCommands(publication.bridge, stale) + publishCommands(publication);
  await runProgram("nft", ["--file", "-"], { ...settings, input });
}

/** Takes a container's ports away: those that carry its id, whoever may have the same port by now. */
export async function unpublishPorts(settings: Settings, bridge: string, id: string): Promise<void> {
  const ownPorts = async () => (await publishedPorts(settings, bridge)).filter((port) => port.id === id);
  const own = await ownPorts();
  if (own.length === 0) return;
  const input = unpublishCommands(bridge, own);
  const { status } = await tryProgram("nft", ["--file", "-"], { ...settings, input });
  // Another process may release the same container, and have been faster; what is left now has another reason.
  const left = status === 0 ? [] : await ownPorts();
  if (left.length > 0) {
    await runProgram("nft", ["--file", "-"], { ...settings, input: unpublishCommands(bridge, left) });
  }
}

/** Every published port of a network; none where it has no ruleset. */
export async function publishedPorts(settings: Settings, bridge: string): Promise<PublishedPort[]> {
  const { status, stdout } = await tryProgram(
    "nft",
    ["--json", "list", "table", "inet", rulesetTable(bridge)],
    settings,
  );
  return status === 0 ? parsePublishedPorts(stdout) : [];
}

export function publishCommands(publication: Publication): string {
  const { bridge, id, ports } = publication;
  const elements = ports.flatMap((port) => elementsOf(publication, port));
  const commands = elements.map(({ map, key, value }) => {
    return `create element inet ${rulesetTable(bridge)} ${map} { ${key.join(" . ")} comment "${id}" : ${value} }\n`;
  });
  return (elements.some(({ map }) => map.endsWith("-zone")) ? zoneLookup(bridge) : "") + commands.join("");
}

interface Element {
  readonly map: PublishedPort["map"];
  readonly key: readonly (string | number)[];
  readonly value: string | number;
}

function elementsOf({ id, address, address6 }: Publication, port: PortMapping): Element[] {
  const { hostAddress, containerPort, protocol } = port;
  // The kernel routes nothing from there, whatever it is translated to: the supervisor carries it.
  if (hostAddress === "::1") return [];
  const key = elementKey(port);
  const isAny = isAnyAddress(hostAddress);
  const isIpv6 = isIP(hostAddress) === 6;
  const led: Element[] = [];
  const to = (target: string) => `${target} . ${containerPort}`;
  if (address !== undefined && !isIpv6) led.push({ map: isAny ? "any" : "bound", key, value: to(address) });
  if (address6 !== undefined && (isAny || isIpv6))
    led.push({ map: isAny ? "any6" : "bound6", key, value: to(address6) });
  if (protocol !== "udp" || led.length === 0) return led;
  const map = isAny ? "any-zone" : isIpv6 ? "bound6-zone" : "bound-zone";
  return [...led, { map, key, value: zoneOf(id, `${address} ${address6}`) }];
}

/** One of conntrack's 65535, the same for as long as the flows lead to the same container under the same addresses. */
function zoneOf(id: string, addresses: string): number {
  return (createHash("sha256").update(`${id} ${addresses}`).digest().readUInt32BE() % 0xffff) + 1;
}

function unpublishCommands(bridge: string, ports: readonly PublishedPort[]): string {
  return ports
    .map(({ map, key }) => `delete element inet ${rulesetTable(bridge)} ${map} { ${key.join(" . ")} }\n`)
    .join("");
}

function elementKey({ hostAddress, protocol, hostPort }: PortMapping): (string | number)[] {
  return isAnyAddress(hostAddress) ? [protocol, hostPort] : [hostAddress, protocol, hostPort];
}

/** nft's JSON as far as it is looked at. From libnftables-json(5), "MAP" and "ELEM". */
interface NftMaps {
  readonly nftables: readonly {
    readonly map?: {
      readonly name: PublishedPort["map"];
      readonly elem?: readonly (readonly [
        { elem?: { val: { concat: (string | number)[] }; comment?: string } },
        unknown,
      ])[];
    };
  }[];
}

export function parsePublishedPorts(json: string): PublishedPort[] {
  const { nftables } = JSON.parse(json) as NftMaps; // Of our own table, which has no other maps.
  return nftables.flatMap(({ map }) =>
    (map?.elem ?? []).flatMap(([key]) => {
      if (map === undefined || key.elem === undefined) return [];
      return [{ map: map.name, key: key.elem.val.concat, id: key.elem.comment ?? "" }];
    }),
  );
}
