import { createHash } from "node:crypto";
import type { Attachment } from "../../network/attachment.ts";
import type { Endpoint } from "../../network/endpoint.ts";
import { networkMode } from "../../network/network-mode.ts";
import { exposedPort } from "../../network/ports/exposed-port.ts";
import type { PortMapping } from "../../network/ports/port-mapping.ts";
import { endpointId } from "../network/network-inspect.ts";
import { readAskedNetwork, recordedEndpoints } from "../network/network-labels.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { containerName } from "../record/lookup.ts";
import { shortId } from "../record/names.ts";
import { isAlive } from "../record/status.ts";
import type { ContainerFacts } from "./inspect.ts";

export interface PortBinding {
  readonly HostIp: string;
  readonly HostPort: string;
}

/** By `80/tcp`; null for a port that is not published. */
export type PortBindings = Record<string, PortBinding[] | null>;

type Labels = Readonly<Record<string, string>>;

/** `NetworkSettings`: addresses and ports while the container runs; its networks, by name, at any time. */
export function networkSettingsDocument({ container, spec, task, attachments, ports }: ContainerFacts) {
  const { labels } = container;
  const exposed = Object.keys(readJsonLabel<object>(labels, labelKeys.exposedPorts, {}));
  const names = { id: container.id, name: containerName(container), hostname: spec.hostname ?? "" };
  // One that uses another's network has none of its own to show, as with Docker.
  const endpoints = recordedEndpoints(labels).filter((endpoint) => networkMode([endpoint]).kind !== "container");
  return {
    Bridge: "",
    SandboxID: isAlive(task) && attachments.length > 0 ? container.id : "",
    SandboxKey: isAlive(task) ? (spec.linux.namespaces.find(({ type }) => type === "network")?.path ?? "") : "",
    Ports: isAlive(task) ? portBindings(ports, exposed) : {},
    HairpinMode: false,
    LinkLocalIPv6Address: "",
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: attachments[0] ? endpointId(attachments[0].network, container.id) : "",
    ...addressFields(attachments[0]),
    Networks: Object.fromEntries(
      endpoints.map((endpoint) => [
        endpoint.network,
        networkDocument(
          endpoint,
          attachments.find(({ network }) => network === endpoint.network),
          names,
        ),
      ]),
    ),
  };
}

/** `HostConfig.PortBindings`: as asked for, where the port of the host was left open; else what became of it is the same. */
export function askedPortBindings(labels: Labels, ports: readonly PortMapping[]): PortBindings {
  const { published } = readAskedNetwork(labels);
  if (published === undefined) return portBindings(ports, []);
  const bindings: Record<string, PortBinding[]> = {};
  for (const { hostPorts, hostAddress, ...port } of published) {
    const text = hostPorts === undefined ? "" : [...new Set(hostPorts)].join("-");
    const key = exposedPort(port);
    bindings[key] = [...(bindings[key] ?? []), { HostIp: hostAddress, HostPort: text }];
  }
  return bindings;
}

/** `{"80/tcp": [{"HostIp", "HostPort"}]}`; an exposed port that is not published has null. */
function portBindings(ports: readonly PortMapping[], exposed: readonly string[]): PortBindings {
  const bindings: PortBindings = Object.fromEntries(exposed.map((port) => [port, null]));
  for (const { containerPort, protocol, hostAddress, hostPort } of ports) {
    const key = `${containerPort}/${protocol}`;
    bindings[key] = [...(bindings[key] ?? []), { HostIp: hostAddress, HostPort: String(hostPort) }];
  }
  return bindings;
}

interface Names {
  readonly id: string;
  readonly name: string;
  readonly hostname: string;
}

function networkDocument(endpoint: Endpoint, attachment: Attachment | undefined, names: Names) {
  const { network, aliases, ip = "", ip6 = "" } = endpoint;
  const isUserDefined = network !== "bridge" && networkMode([endpoint]).kind === "networks";
  const called = [names.name, ...aliases, shortId(names.id), names.hostname].filter((name) => name !== "");
  return {
    IPAMConfig: ip || ip6 ? { ...(ip && { IPv4Address: ip }), ...(ip6 && { IPv6Address: ip6 }) } : null,
    Links: null,
    Aliases: aliases.length > 0 ? aliases : null,
    DriverOpts: null,
    NetworkID: createHash("sha256").update(network).digest("hex"),
    EndpointID: attachment ? endpointId(network, names.id) : "",
    ...addressFields(attachment),
    DNSNames: isUserDefined ? [...new Set(called)] : null,
  };
}

function addressFields(attachment: Attachment | undefined) {
  const ips = attachment?.result.ips ?? [];
  const six = ips.find(({ address }) => address.includes(":"));
  const [ipv6 = "", prefix6 = "0"] = (six?.address ?? "").split("/");
  const isIpv4 = attachment !== undefined && !attachment.ip.includes(":");
  return {
    Gateway: isIpv4 ? attachment.gateway : "",
    IPv6Gateway: six?.gateway ?? "",
    GlobalIPv6Address: ipv6,
    GlobalIPv6PrefixLen: Number(prefix6),
    IPAddress: isIpv4 ? attachment.ip : "",
    IPPrefixLen: isIpv4 ? attachment.prefixLength : 0,
    MacAddress: attachment?.mac ?? "",
  };
}
