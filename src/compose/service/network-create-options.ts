import type { NetworkCreateOptions } from "../../network/lists/network-create-options.ts";
import { resourceLabels } from "../labels.ts";
import type { Project } from "../project.ts";

/** A network of a project as `network create` takes it. */
export function networkCreateOptions(project: Project, key: string): NetworkCreateOptions {
  const network = project.networks[key] ?? {};
  const pools = network.ipam?.config ?? [];
  const listed = (field: "subnet" | "gateway" | "ip_range") => pools.flatMap((pool) => pool[field] || []);
  return {
    name: network.name ?? key,
    driver: network.driver || "bridge",
    opt: network.driver_opts ?? {},
    ipamDriver: network.ipam?.driver || "default",
    ipamOpt: network.ipam?.options ?? {},
    subnet: listed("subnet"),
    gateway: listed("gateway"),
    ipRange: listed("ip_range"),
    auxAddress: Object.assign({}, ...pools.map(({ aux_addresses: addresses = {} }) => addresses)),
    ipv4: network.enable_ipv4 ?? true,
    ipv6: network.enable_ipv6 ?? false,
    internal: network.internal ?? false,
    label: { ...network.labels, ...resourceLabels(project, "network", key) },
  };
}
