import { NerdError } from "../errors.ts";
import { parseEndpoints } from "../network/endpoint.ts";
import { namedServices, type Services } from "./service-options.ts";

interface Reached {
  readonly network: readonly string[];
  readonly addHost: readonly string[];
}

/** With its services started: their networks too, and their names in the container's hosts file. */
export async function withServices({ network, addHost }: Reached, services: Services): Promise<Reached> {
  const named = namedServices(services);
  const names = named.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    const hint = "give them names: { services: { one, other } }";
    throw new NerdError("INVALID_VALUE", `two services have one name: ${twice}`, { hint });
  }
  const addresses = await Promise.all(
    named.map(async ([name, service]) => ({ name, address: await service.address() })),
  );
  const known = new Set(network.flatMap(parseEndpoints).map((endpoint) => endpoint.network));
  // With the host's network, it reaches every address as this host does.
  const networks = new Set(known.has("host") ? [] : addresses.flatMap(({ address }) => address?.network ?? []));
  const hosts = addresses.map(({ name, address }) => `${name}:${address?.ip ?? "host-gateway"}`);
  return {
    network: [...network, ...[...networks].filter((each) => !known.has(each))],
    addHost: [...addHost, ...hosts],
  };
}
