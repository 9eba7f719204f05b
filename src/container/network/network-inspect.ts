import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { CachedAttachment } from "../../cni/result-cache.ts";
import { ResultCache } from "../../cni/result-cache.ts";
import type { Context } from "../../context.ts";
import { unknownName } from "../../errors.ts";
import { subnetsOf } from "../../network/addresses/taken-subnets.ts";
import { cniContainerId, resultsDirectory, toAttachment } from "../../network/attachment.ts";
import { networkId } from "../../network/bridge/bridge-network.ts";
import { defaultNetwork, defaultNetworkName } from "../../network/lists/default-network.ts";
import { auxLabel } from "../../network/lists/network-draft.ts";
import { networkOptions } from "../../network/lists/network-facts.ts";
import { findNetwork, type NetworkFile, networkFiles } from "../../network/lists/network-files.ts";
import { containerName } from "../record/lookup.ts";
import { isInternal, shownLabels } from "./network-list.ts";

/** What `docker network inspect` tells of a network. */
export interface NetworkDocument extends ReturnType<typeof common> {
  /** Absent where it comes with the host. */
  readonly Created?: string;
  readonly EnableIPv4: boolean;
  readonly EnableIPv6: boolean;
  readonly IPAM: {
    readonly Driver: string;
    readonly Options: null;
    readonly Config: readonly {
      readonly Subnet: string;
      readonly Gateway?: string;
      readonly IPRange?: string;
      readonly AuxiliaryAddresses?: Readonly<Record<string, string>>;
    }[];
  };
  readonly Internal: boolean;
  /** Those that run, by id. */
  readonly Containers: Readonly<Record<string, NetworkEndpoint>>;
  readonly Options: Readonly<Record<string, string>>;
  readonly Labels: Readonly<Record<string, string>>;
}

/** A container in it; addresses as `10.4.0.2/24`. */
export interface NetworkEndpoint {
  readonly Name: string;
  readonly EndpointID: string;
  readonly MacAddress: string;
  readonly IPv4Address: string;
  readonly IPv6Address: string;
}

type InspectContext = Pick<Context, "engine" | "settings" | "signal">;

/** What `docker network inspect` prints. Throws UNKNOWN_NETWORK. */
export async function inspectNetwork(context: InspectContext, name: string): Promise<NetworkDocument> {
  if (name === "host" || name === "none") return builtIn(name);
  const file = await networkFile(context, name);
  const { list, path } = file;
  const families = subnetsOf(list).map(({ family }) => family);
  const hasAddresses = families.length > 0;
  return {
    ...common(list.name, list.plugins[0]?.type ?? ""),
    Created: new Date(statSync(path).mtimeMs).toISOString(),
    EnableIPv4: !hasAddresses || families.includes(4),
    EnableIPv6: families.includes(6),
    IPAM: ipamDocument(list),
    Internal: isInternal(list),
    Containers: await containersIn(context, list.name),
    Options: networkOptions(list),
    Labels: shownLabels(list.nerdctlLabels ?? {}),
  };
}

/** The list as it stands, in nerdctl's `--mode native` shape. */
export async function nativeNetwork(context: InspectContext, name: string): Promise<object> {
  const { list, path } = await networkFile(context, name);
  const { nerdctlID, nerdctlLabels } = list;
  return {
    CNI: list,
    NerdctlID: nerdctlID ?? null,
    NerdctlLabels: nerdctlLabels ?? null,
    File: path,
    Containers: await containersIn(context, list.name),
  };
}

async function networkFile({ settings, engine }: InspectContext, name: string): Promise<NetworkFile> {
  const namespaced = { ...settings, namespace: engine.namespace };
  if (name === defaultNetworkName) await defaultNetwork(namespaced);
  const { files, faults } = await networkFiles(namespaced);
  const found = findNetwork(files, name);
  if (found !== undefined) return found;
  if (faults[0] !== undefined) throw faults[0];
  throw unknownName("UNKNOWN_NETWORK", name, [...files.map(({ list }) => list.name), "host", "none"]);
}

interface IpamRange {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly ipRange?: string;
}

function ipamDocument({ plugins, nerdctlLabels = {} }: NetworkFile["list"]): NetworkDocument["IPAM"] {
  const { type = "", ranges = [] } = (plugins[0]?.["ipam"] ?? {}) as { type?: string; ranges?: IpamRange[][] };
  const aux = JSON.parse(nerdctlLabels[auxLabel] ?? "{}") as Record<string, Record<string, string>>; // As written.
  return {
    Driver: type === "host-local" ? "default" : type,
    Options: null,
    Config: ranges.flat().map(({ subnet = "", gateway, ipRange }) => ({
      Subnet: subnet,
      ...(gateway && { Gateway: gateway }),
      ...(ipRange && { IPRange: ipRange }),
      ...(aux[subnet] && { AuxiliaryAddresses: aux[subnet] }),
    })),
  };
}

/** Those that run, by id. */
async function containersIn(context: InspectContext, network: string): Promise<NetworkDocument["Containers"]> {
  const { settings, engine, signal } = context;
  const namespaced = { ...settings, namespace: engine.namespace };
  const attachments = (await new ResultCache(resultsDirectory(namespaced)).all()).filter(
    ({ list }) => list.name === network,
  );
  if (attachments.length === 0) return {};
  const containers = await engine.containers.list([], { signal });
  return Object.fromEntries(
    containers.flatMap((container) => {
      const cniId = cniContainerId(namespaced, container.id);
      const attachment = attachments.find(({ containerId }) => containerId === cniId);
      return attachment === undefined
        ? []
        : [[container.id, endpointDocument(containerName(container), network, attachment)]];
    }),
  );
}

/** There is one for each network of a container, and Docker's are as long. */
export function endpointId(network: string, containerId: string): string {
  return createHash("sha256").update(`${network} ${containerId}`).digest("hex");
}

function endpointDocument(name: string, network: string, attachment: CachedAttachment): NetworkEndpoint {
  const { interfaceName, result, containerId } = attachment;
  const ips = (result.ips ?? []).map(({ address }) => address);
  return {
    Name: name,
    EndpointID: endpointId(network, containerId),
    MacAddress: toAttachment(network, interfaceName, result).mac,
    IPv4Address: ips.find((address) => !address.includes(":")) ?? "",
    IPv6Address: ips.find((address) => address.includes(":")) ?? "",
  };
}

function builtIn(name: string): NetworkDocument {
  const document = common(name, name === "none" ? "null" : name);
  const IPAM = { Driver: "default", Options: null, Config: [] };
  return {
    ...document,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM,
    Internal: false,
    Containers: {},
    Options: {},
    Labels: {},
  };
}

/** What every network has, since there is no swarm. */
function common(name: string, driver: string) {
  return {
    ...{ Name: name, Id: networkId(name), Scope: "local", Driver: driver },
    ...{ Attachable: false, Ingress: false, ConfigFrom: { Network: "" }, ConfigOnly: false },
  };
}
