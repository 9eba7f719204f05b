import { NerdError } from "../../errors.ts";
import type { Endpoint } from "../../network/endpoint.ts";
import { networkMode } from "../../network/network-mode.ts";
import type { NetworkRequest } from "./network-request.ts";

/** Throws INVALID_VALUE, in Docker's words, where one wish rules out another. */
export function refuseConflicts(request: NetworkRequest, endpoints: readonly Endpoint[]): void {
  refuseMixedNetworks(endpoints);
  const { mode } = request;
  if (mode.kind === "container" || mode.kind === "namespace") refuseOwnNetwork(request);
  if (mode.kind === "container" && mode.reference === "") {
    throw conflict("invalid container format container:<name|id>", "write container: and its name");
  }
  const [first] = endpoints;
  if (mode.kind !== "networks" && first !== undefined) refuseAddresses(first);
  const unnamed = endpoints.find(({ network, aliases }) => network === "bridge" && aliases.length > 0);
  if (unnamed === undefined) return;
  throw conflict("network-scoped aliases are only supported for user-defined networks", "join a network by its name");
}

function refuseMixedNetworks(endpoints: readonly Endpoint[]): void {
  if (endpoints.length < 2) return;
  const names = endpoints.map(({ network }) => network);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw conflict(`network ${JSON.stringify(twice)} is specified multiple times`);
  const kinds = endpoints.map((endpoint) => networkMode([endpoint]).kind);
  if (kinds.includes("none")) {
    throw conflict(
      "container cannot be connected to multiple networks with one of the networks in private (none) mode",
    );
  }
  if (kinds.every((kind) => kind === "networks")) return;
  throw conflict(
    "container sharing network namespace with another container or host cannot be connected to any other network",
  );
}

/** What a container has with its network: one that uses another's has it as that has it. */
function refuseOwnNetwork({ hostname, extraHosts, resolver, published, publishAll, exposed }: NetworkRequest): void {
  if (hostname) throw conflict("conflicting options: hostname and the network mode");
  if (resolver.servers.length > 0) throw conflict("conflicting options: dns and the network mode");
  if (extraHosts.length > 0) throw conflict("conflicting options: custom host-to-IP mapping and the network mode");
  if (published.length > 0 || publishAll) {
    throw conflict("conflicting options: port publishing and the container type network mode");
  }
  if (exposed.length > 0) throw conflict("conflicting options: port exposing and the container type network mode");
}

function refuseAddresses({ mac, ip, ip6, aliases }: Endpoint): void {
  if (mac !== undefined) throw conflict("conflicting options: mac-address and the network mode");
  if (ip !== undefined || ip6 !== undefined) throw conflict("user specified IP address is supported on networks only");
  if (aliases.length > 0) throw conflict("network-scoped aliases are only supported for user-defined networks");
}

function conflict(message: string, hint = "leave one of them out"): NerdError {
  return new NerdError("INVALID_VALUE", message, { hint });
}
