import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { rulesetTable } from "../bridge-ruleset.ts";
import { runProgram, tryProgram } from "../host-program.ts";
import { isAnyAddress, type PortMapping } from "./port-mapping.ts";

/** An element of one of a ruleset's maps. */
export interface PublishedPort {
  readonly map: "any" | "bound";
  /** Host address where bound to one, protocol, host port. */
  readonly key: readonly (string | number)[];
  /** The container's, from the element's comment. */
  readonly id: string;
}

export interface Publication {
  readonly bridge: string;
  readonly id: string;
  /** The container's address, without prefix length. */
  readonly address: string;
  readonly ports: readonly PortMapping[];
}

/** Throws UNSUPPORTED for a port on an address that no rule can translate to a container's. */
export function refuseUnpublishable(ports: readonly PortMapping[]): void {
  const port = ports.find(({ hostAddress }) => hostAddress.includes(":") && !isAnyAddress(hostAddress));
  if (port === undefined) return;
  throw new NerdError("UNSUPPORTED", `the network has no IPv6, so cannot publish on ${port.hostAddress}`, {
    hint: "publish on an IPv4 address of the host",
  });
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

export function publishCommands({ bridge, id, address, ports }: Publication): string {
  return ports
    .map((port) => {
      const key = `${elementKey(port).join(" . ")} comment "${id}"`;
      return `create element inet ${rulesetTable(bridge)} ${mapOf(port)} { ${key} : ${address} . ${port.containerPort} }\n`;
    })
    .join("");
}

function unpublishCommands(bridge: string, ports: readonly PublishedPort[]): string {
  return ports
    .map(({ map, key }) => `delete element inet ${rulesetTable(bridge)} ${map} { ${key.join(" . ")} }\n`)
    .join("");
}

function mapOf({ hostAddress }: PortMapping): PublishedPort["map"] {
  return isAnyAddress(hostAddress) ? "any" : "bound";
}

function elementKey({ hostAddress, protocol, hostPort }: PortMapping): (string | number)[] {
  return isAnyAddress(hostAddress) ? [protocol, hostPort] : [hostAddress, protocol, hostPort];
}

/** nft's JSON as far as it is looked at. From libnftables-json(5), "MAP" and "ELEM". */
interface NftMaps {
  readonly nftables: readonly {
    readonly map?: {
      readonly name: "any" | "bound";
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
