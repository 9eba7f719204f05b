import { readFileSync, writeFileSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { MountSpec } from "../../engine/runtime-spec.ts";
import type { Attachment } from "../../network/attachment.ts";
import { HostsStore } from "../../network/hosts-store.ts";
import { type PortMapping, toNerdctlPort } from "../../network/port-mapping.ts";
import { hostResolvConf, resolvConf } from "../../network/resolv-conf.ts";
import { statePaths } from "./state-directory.ts";

const readable = { mode: 0o644 };
const hidden = { mode: 0o600 };

interface StateFacts {
  readonly id: string;
  /** Empty where the container keeps the host's. */
  readonly hostname: string;
  readonly network: string;
  readonly ports: readonly PortMapping[];
}

/** Writes the container's files and gives the mounts that put them at their places: hosts, resolv.conf, hostname. */
export async function writeStateFiles(
  { settings, engine }: Pick<Context, "settings" | "engine">,
  facts: StateFacts,
): Promise<MountSpec[]> {
  const namespace = { ...settings, namespace: engine.namespace };
  const { id, hostname, network, ports } = facts;
  const paths = statePaths(namespace, id);
  const isHost = network === "host";
  const portMappings = ports.map(toNerdctlPort);
  // Synchronously, as in atomic-file.ts.
  writeFileSync(paths.resolvConf, isHost ? hostResolvConf() : resolvConf(hostResolvConf(), settings.dns), readable);
  writeFileSync(paths.hostname, hostname === "" ? readFileSync("/etc/hostname", "utf8") : `${hostname}\n`, readable);
  writeFileSync(paths.networkConfig, JSON.stringify(portMappings.length > 0 ? { portMappings } : {}), hidden);
  writeFileSync(paths.log, "", hidden);
  const hosts = isHost ? readFileSync("/etc/hosts", "utf8") : localHosts(hostname);
  await new HostsStore(namespace).create(id, hosts);
  return [
    bind("/etc/resolv.conf", paths.resolvConf),
    bind("/etc/hosts", paths.hosts),
    bind("/etc/hostname", paths.hostname),
  ];
}

/** Enters the container's addresses in its own hosts file, and its names in those of its peers. */
export async function writeHosts(
  { settings, engine }: Pick<Context, "settings" | "engine">,
  {
    id,
    name,
    hostname,
    attachments,
  }: { id: string; name: string; hostname: string; attachments: readonly Attachment[] },
): Promise<void> {
  await new HostsStore({ ...settings, namespace: engine.namespace }).enter({
    ID: id,
    Networks: Object.fromEntries(attachments.map(({ network, result }) => [network, result])),
    Hostname: hostname,
    Domainname: "",
    ExtraHosts: {},
    Name: name,
  });
}

/** Of a container that is in no network. */
function localHosts(hostname: string): string {
  return `127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n127.0.0.1\t${hostname}\n`;
}

function bind(destination: string, source: string): MountSpec {
  return { destination, type: "bind", source, options: ["rbind", "rprivate"] };
}
