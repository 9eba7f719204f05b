import { createHash } from "node:crypto";
import type { Attachment } from "../../network/attachment.ts";
import type { PortMapping } from "../../network/port-mapping.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { isAlive } from "../record/status.ts";
import type { ContainerFacts } from "./inspect.ts";

/** `NetworkSettings`: addresses and ports while the container runs; its networks, by name, at any time. */
export function networkSettingsDocument({ container, task, attachments, ports }: ContainerFacts): object {
  const networks = readJsonLabel<string[]>(container.labels, labelKeys.networks, []);
  const first = attachments[0];
  const exposed = Object.keys(readJsonLabel<object>(container.labels, labelKeys.exposedPorts, {}));
  return {
    Ports: isAlive(task) ? portBindings(ports, exposed) : {},
    ...addressFields(first),
    Networks: Object.fromEntries(
      networks.map((name) => [
        name,
        networkDocument(
          name,
          attachments.find(({ network }) => network === name),
        ),
      ]),
    ),
  };
}

/** `{"80/tcp": [{"HostIp", "HostPort"}]}`; an exposed port that is not published has null. */
export function portBindings(
  ports: readonly PortMapping[],
  exposed: readonly string[],
): Record<string, object[] | null> {
  const bindings: Record<string, object[] | null> = Object.fromEntries(exposed.map((port) => [port, null]));
  for (const { containerPort, protocol, hostAddress, hostPort } of ports) {
    const key = `${containerPort}/${protocol}`;
    bindings[key] = [...(bindings[key] ?? []), { HostIp: hostAddress, HostPort: String(hostPort) }];
  }
  return bindings;
}

function networkDocument(name: string, attachment: Attachment | undefined): object {
  return {
    NetworkID: createHash("sha256").update(name).digest("hex"),
    Gateway: attachment?.gateway ?? "",
    ...addressFields(attachment),
  };
}

function addressFields(attachment: Attachment | undefined): object {
  const ips = attachment?.result.ips ?? [];
  const [ipv6 = "", prefix6 = "0"] = (ips.find(({ address }) => address.includes(":"))?.address ?? "").split("/");
  const isIpv4 = attachment !== undefined && !attachment.ip.includes(":");
  return {
    GlobalIPv6Address: ipv6,
    GlobalIPv6PrefixLen: Number(prefix6),
    IPAddress: isIpv4 ? attachment.ip : "",
    IPPrefixLen: isIpv4 ? attachment.prefixLength : 0,
    MacAddress: attachment?.mac ?? "",
  };
}
